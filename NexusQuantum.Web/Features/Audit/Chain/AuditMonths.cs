using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// The partitions of the audit: made ahead, and dropped whole when retention says so and all their rows are sealed. The chain keeps the
/// seals of a dropped month and a seal that says that it was dropped. Locks that changes would wait for are tried for a moment only.
/// </summary>
internal sealed class AuditMonths(NpgsqlDataSource source, IDbContextFactory<NexusDb> databases, AuditTrail trail, Seal keys)
{
    private const string Prefix = "audit_p";

    /// <summary>This month and the two after it; and where a clock jumped, its rows from <c>audit_rest</c> into months of their own.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AuditChain.TryHoldAsync(connection, cancellationToken))
        {
            return;
        }

        await RunAsync(connection, "SET LOCAL lock_timeout = '500ms'", cancellationToken);
        await using (var any = new NpgsqlCommand("SELECT EXISTS (SELECT FROM audit_rest)", connection))
        {
            if (await any.ExecuteScalarAsync(cancellationToken) is true)
            {
                await RunAsync(connection, """
                    ALTER TABLE audit DETACH PARTITION audit_rest;
                    ALTER TABLE audit_rest RENAME TO audit_rest_old;
                    SELECT audit_make_month(day) FROM (SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date AS day FROM audit_rest_old) AS months;
                    INSERT INTO audit SELECT * FROM audit_rest_old;
                    DROP TABLE audit_rest_old;
                    CREATE TABLE audit_rest PARTITION OF audit DEFAULT;
                    CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_rest FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
                    """, cancellationToken);
            }
        }

        await RunAsync(connection, "SELECT audit_make_month((date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month')::date) FROM generate_series(0, 2) AS n", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Drops the months that retention no longer keeps; which.</summary>
    public async Task<IReadOnlyList<DateOnly>> DropOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var dropped = new List<DateOnly>();
        if (await KeepAsync(cancellationToken) is not { } keep)
        {
            return dropped;
        }

        // A month goes when even its last moment is older than what is kept.
        var oldest = DateOnly.FromDateTime(now.UtcDateTime.AddMonths(-keep));
        foreach (var month in await MonthsAsync(cancellationToken))
        {
            if (month.AddMonths(1) <= oldest && await DropAsync(month, keep, cancellationToken))
            {
                dropped.Add(month);
            }
        }

        return dropped;
    }

    private async Task<int?> KeepAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT months FROM audit_retention");
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    private async Task<List<DateOnly>> MonthsAsync(CancellationToken cancellationToken)
    {
        var months = new List<DateOnly>();
        await using var command = source.CreateCommand("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'audit'::regclass ORDER BY c.relname");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(0);
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && DateOnly.TryParseExact(name[Prefix.Length..], "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            {
                months.Add(month);
            }
        }

        return months;
    }

    /// <summary>1. nobody else moves the chain. 2. nobody writes. 3. all of it is sealed. 4. the rows go; seal and audit say so, in the same transaction.</summary>
    private async Task<bool> DropAsync(DateOnly month, int keep, CancellationToken cancellationToken)
    {
        var table = Prefix + month.ToString("yyyyMM", CultureInfo.InvariantCulture);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)transaction.GetDbTransaction().Connection!; // an open transaction has one
        if (!await AuditChain.TryHoldAsync(connection, cancellationToken)) // 1
        {
            return false;
        }

        await RunAsync(connection, "SET LOCAL lock_timeout = '200ms'; LOCK TABLE audit IN ACCESS EXCLUSIVE MODE", cancellationToken); // 2
        await using (var waits = new NpgsqlCommand($"""
            WITH RECURSIVE found(cluster) AS (
                SELECT min(cluster) FROM {table}
                UNION ALL
                SELECT (SELECT min(t.cluster) FROM {table} t WHERE t.cluster > found.cluster) FROM found WHERE found.cluster IS NOT NULL)
            SELECT EXISTS (SELECT FROM found WHERE cluster IS NOT NULL AND EXISTS (SELECT FROM {table} t WHERE t.cluster = found.cluster
                AND t.xid >= coalesce((SELECT to_xid FROM audit_seals s WHERE s.cluster = found.cluster ORDER BY to_xid DESC LIMIT 1), '0'::xid8)))
            """, connection)) // 3
        {
            if (await waits.ExecuteScalarAsync(cancellationToken) is true)
            {
                return false;
            }
        }

        var (number, previous) = await AuditChain.EndAsync(connection, cancellationToken); // 4
        var rows = await RowsAsync(connection, month, cancellationToken);
        await RunAsync(connection, $"DROP TABLE {table}", cancellationToken);
        await new AuditSeal { Number = number + 1, Kind = AuditSeal.OfDrop, Month = month, SealedAt = await AuditChain.NowAsync(connection, cancellationToken), Previous = previous }
            .Close(keys).WriteAsync(connection, cancellationToken);
        trail.Add(db, Caller.System, new AuditAct("audit.drop", "audit-month", null, month.ToString("yyyy-MM", CultureInfo.InvariantCulture))
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{rows} sealed rows, kept for {keep} months. Their seals stay."),
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<long> RowsAsync(NpgsqlConnection connection, DateOnly month, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(sum(rows), 0) FROM audit_seals WHERE kind = 'rows' AND month = $1 AND number > coalesce((SELECT max(number) FROM audit_seals WHERE kind = 'drop' AND month = $1), 0)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = month });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!; // it answers one row
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
