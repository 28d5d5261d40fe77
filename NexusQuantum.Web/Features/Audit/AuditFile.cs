using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>
/// Acts as a file. CSV as RFC 4180 has it, UTF-8; a cell that a spreadsheet would take for a formula begins with an apostrophe. JSON is
/// one array of what <c>GET /v1/audit</c> lists. Written as it is read, so its length does not matter.
/// </summary>
internal static class AuditFile
{
    private const int Gathered = 64 * 1024;

    private static readonly string[] Heads =
    [
        "id", "at", "actor", "actorId", "credential", "credentialId", "address", "action", "subjectKind", "subjectId", "subjectName", "projectId", "operationId",
        "outcome", "problemType", "problem", "before", "after", "note",
    ];

    public static Task WriteAsync(AuditExport export, bool csv, Stream stream, CancellationToken cancellationToken)
        => csv ? WriteCsvAsync(export, stream, cancellationToken) : WriteJsonAsync(export, stream, cancellationToken);

    /// <summary>One cell: harmless to a spreadsheet, quoted where it must be.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n\t") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static async Task WriteCsvAsync(AuditExport export, Stream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(string.Join(',', Heads)).Append("\r\n");
        await foreach (var act in export.Rows.WithCancellation(cancellationToken))
        {
            text.AppendJoin(',', Cells(act).Select(Cell)).Append("\r\n");
            if (text.Length > Gathered)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            text.Clear();
        }
    }

    private static async Task WriteJsonAsync(AuditExport export, Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("["u8.ToArray(), cancellationToken);
        var any = false;
        await foreach (var act in export.Rows.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(any ? ",\n"u8.ToArray() : "\n"u8.ToArray(), cancellationToken);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(act, AuditJson.Default.AuditEntry), cancellationToken);
            any = true;
        }

        await stream.WriteAsync("\n]\n"u8.ToArray(), cancellationToken);
    }

    private static string?[] Cells(AuditEntry act) =>
    [
        act.Id.ToString(CultureInfo.InvariantCulture), act.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture), act.Actor, act.ActorId?.ToString(), act.Credential,
        act.CredentialId?.ToString(), act.Address, act.Action, act.SubjectKind, act.SubjectId, act.SubjectName, act.ProjectId?.ToString(), act.OperationId?.ToString(),
        EnumText<AuditOutcome>.Write(act.Outcome), act.ProblemType, act.Problem, Properties(act.Before), Properties(act.After), act.Note,
    ];

    private static string? Properties(ImmutableSortedDictionary<string, string?>? properties)
        => properties is null ? null : JsonSerializer.Serialize(properties, AuditJson.Default.ImmutableSortedDictionaryStringString);
}
