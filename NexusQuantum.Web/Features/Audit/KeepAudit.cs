using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>How long the audit is kept: one row, changed together with the audit's row about it.</summary>
internal sealed class KeepAudit(IDbContextFactory<NexusDb> databases, AuditTrail trail)
{
    public const int MostMonths = 1200;

    public static AuditAct Act { get; } = new("audit.retention", "audit");

    public async Task<AuditRetention> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync((NpgsqlConnection)db.Database.GetDbConnection(), "", cancellationToken);
    }

    public async Task<Result<AuditRetention>> WriteAsync(Caller caller, int? months, CancellationToken cancellationToken)
    {
        if (months is < 1 or > MostMonths)
        {
            return AuditErrors.BadRetention;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)transaction.GetDbTransaction().Connection!; // an open transaction has one
        var was = await ReadAsync(connection, "FOR UPDATE", cancellationToken);
        if (was.Months == months)
        {
            return was;
        }

        await db.Database.ExecuteSqlAsync($"UPDATE audit_retention SET months = {months}, changed_at = now(), changed_by = {caller.Name}", cancellationToken);
        trail.Add(db, caller, Act with { Before = Said(was.Months), After = Said(months) });
        await db.SaveChangesAsync(cancellationToken);
        var isNow = await ReadAsync(connection, "", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNow;
    }

    private static async Task<AuditRetention> ReadAsync(NpgsqlConnection connection, string how, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT months, changed_at, changed_by FROM audit_retention {how}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new AuditRetention(reader.IsDBNull(0) ? null : reader.GetInt32(0), new DateTimeOffset(reader.GetDateTime(1), TimeSpan.Zero), reader.IsDBNull(2) ? null : reader.GetString(2));
    }

    private static Dictionary<string, string?> Said(int? months) => new(StringComparer.Ordinal) { ["months"] = months?.ToString(CultureInfo.InvariantCulture) ?? "for ever" };
}
