using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>Finds acts, newest first, by time and id: months outside the asked time are not touched.</summary>
internal sealed class AuditReader(NpgsqlDataSource source)
{
    private const int MostOnPage = 500;
    private const int Seconds = 15;

    public async Task<Result<AuditPage>> PageAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        (DateTime At, long Id)? after = null;
        if (query.Cursor is { } cursor && (after = ReadCursor(cursor)) is null)
        {
            return AuditErrors.BadCursor;
        }

        var limit = Math.Clamp(query.Limit, 1, MostOnPage);
        List<AuditRecord> rows;
        try
        {
            rows = await ReadAsync(query, after, limit + 1, cancellationToken);
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            return AuditErrors.TooWide(Seconds);
        }

        return new AuditPage([.. rows.Take(limit).Select(View)], rows.Count > limit ? WriteCursor(rows[limit - 1]) : null);
    }

    /// <summary>Everything, in pages: no statement stays open for a reader that takes its time.</summary>
    public async IAsyncEnumerable<AuditEntry> AllAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (DateTime At, long Id)? after = null;
        while (true)
        {
            var rows = await ReadAsync(query, after, MostOnPage, cancellationToken);
            foreach (var row in rows)
            {
                yield return View(row);
            }

            if (rows.Count < MostOnPage)
            {
                yield break;
            }

            after = (rows[^1].At, rows[^1].Id);
        }
    }

    private async Task<List<AuditRecord>> ReadAsync(AuditQuery query, (DateTime At, long Id)? after, int most, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand();
        command.CommandTimeout = Seconds;
        var where = new List<string>();
        Add(query.From?.UtcDateTime, "at >= {0}");
        Add(query.To?.UtcDateTime, "at < {0}");
        Add(query.Actor, "actor = {0}");
        Add(query.Action, "starts_with(action, {0})");
        Add(query.SubjectId, "subject_id = {0}");
        Add(query.Outcome is { } outcome ? EnumText<AuditOutcome>.Write(outcome) : null, "outcome = {0}");
        Add(query.Project?.Value, "project_id = {0}");
        Add(query.Text?.ToLowerInvariant(), "position({0} IN lower(concat_ws(' ', actor, action, subject_name, subject_id, address, problem_type, problem, note, before::text, after::text))) > 0");
        Add(after?.At, "at <= {0}");
        if (after is { } end)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = end.Id });
            where.Add($"(at, id) < (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        // The words of the statement are ours; what was asked for travels as parameters.
        command.CommandText = $"SELECT {AuditRecord.Columns} FROM audit {(where.Count > 0 ? "WHERE " : "")}{string.Join(" AND ", where)} ORDER BY at DESC, id DESC LIMIT {most}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AuditRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(AuditRecord.Read(reader));
        }

        return rows;

        void Add(object? value, string condition)
        {
            if (value is not null)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
                where.Add(string.Format(CultureInfo.InvariantCulture, condition, "$" + command.Parameters.Count));
            }
        }
    }

    private static string WriteCursor(AuditRecord row) => string.Create(CultureInfo.InvariantCulture, $"{row.At.Ticks}.{row.Id}");

    private static (DateTime At, long Id)? ReadCursor(string cursor)
        => cursor.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new DateTime(at, DateTimeKind.Utc), number)
            : null;

    private static AuditEntry View(AuditRecord row) => new(
        row.Id, new DateTimeOffset(row.At, TimeSpan.Zero), row.ActorId, row.Actor, row.CredentialKind, row.CredentialId, row.Address, row.Action, row.SubjectKind, row.SubjectId,
        row.SubjectName, row.ProjectId, row.OperationId, EnumText<AuditOutcome>.Read(row.Outcome), row.ProblemType, row.Problem, Properties(row.Before), Properties(row.After), row.Note);

    /// <summary>What was tampered with may be any JSON: it is shown as it is.</summary>
    private static ImmutableSortedDictionary<string, string?>? Properties(string? json)
    {
        if (json is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind is JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToImmutableSortedDictionary(
                property => property.Name, property => property.Value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => property.Value.GetString(), _ => property.Value.GetRawText() }, StringComparer.Ordinal)
            : ImmutableSortedDictionary.Create<string, string?>(StringComparer.Ordinal).Add("", document.RootElement.GetRawText());
    }
}
