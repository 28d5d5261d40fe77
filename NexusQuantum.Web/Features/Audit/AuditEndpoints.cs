using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>The audit by REST.</summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/audit").WithTags("Audit");
        group.MapGet("/", ListAsync).WithName("listAudit").Needs(Permission.AuditRead);
        group.MapGet("/export", Export).WithName("exportAudit").Needs(Permission.AuditRead).Produces<string>(contentType: "text/csv", additionalContentTypes: "application/json");
        group.MapGet("/state", StateAsync).WithName("getAuditState").Needs(Permission.AuditRead);
        group.MapGet("/verify", VerifyAsync).WithName("verifyAudit").Needs(Permission.AuditRead);
        group.MapGet("/retention", RetentionAsync).WithName("getAuditRetention").Needs(Permission.AuditRead);
        group.MapPut("/retention", SetRetentionAsync).WithName("setAuditRetention").Needs(Permission.SettingsAdminister);
    }

    private static async Task<Results<Ok<AuditPage>, ProblemResult>> ListAsync(
        ClaimsPrincipal user, IAuditApi api, string? from, string? to, string? actor, string? action, string? subjectId, string? outcome, Guid? project, string? q, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var query = Query(from, to, actor, action, subjectId, outcome, project, q);
        if (!query.Ok)
        {
            return query.Error.ToHttp();
        }

        var page = await api.ListAsync(user.ToCaller(), query.Value with { Cursor = cursor, Limit = limit ?? 100 }, cancellationToken);
        return page.Ok ? TypedResults.Ok(page.Value) : page.Error.ToHttp();
    }

    private static IResult Export(
        ClaimsPrincipal user, IAuditApi api, TimeProvider time, string? from, string? to, string? actor, string? action, string? subjectId, string? outcome, Guid? project, string? q, string? format, CancellationToken cancellationToken)
    {
        if (format is not (null or "csv" or "json"))
        {
            return AuditErrors.BadFormat.ToHttp();
        }

        var query = Query(from, to, actor, action, subjectId, outcome, project, q);
        var export = query.Then(asked => api.Export(user.ToCaller(), asked));
        var csv = format is not "json";
        var name = $"audit-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.{(csv ? "csv" : "json")}";
        return export.Ok
            ? TypedResults.Stream(stream => AuditFile.WriteAsync(export.Value, csv, stream, cancellationToken), csv ? "text/csv; charset=utf-8" : "application/json", name)
            : export.Error.ToHttp();
    }

    private static async Task<Results<Ok<AuditState>, ProblemResult>> StateAsync(ClaimsPrincipal user, IAuditApi api, CancellationToken cancellationToken)
    {
        var state = await api.StateAsync(user.ToCaller(), cancellationToken);
        return state.Ok ? TypedResults.Ok(state.Value) : state.Error.ToHttp();
    }

    private static async Task<Results<Ok<AuditVerdict>, ProblemResult>> VerifyAsync(ClaimsPrincipal user, IAuditApi api, CancellationToken cancellationToken)
    {
        var verdict = await api.VerifyAsync(user.ToCaller(), cancellationToken);
        return verdict.Ok ? TypedResults.Ok(verdict.Value) : verdict.Error.ToHttp();
    }

    private static async Task<Results<Ok<AuditRetention>, ProblemResult>> RetentionAsync(ClaimsPrincipal user, IAuditApi api, CancellationToken cancellationToken)
    {
        var retention = await api.RetentionAsync(user.ToCaller(), cancellationToken);
        return retention.Ok ? TypedResults.Ok(retention.Value) : retention.Error.ToHttp();
    }

    private static async Task<Results<Ok<AuditRetention>, ProblemResult>> SetRetentionAsync(AuditRetentionRequest request, ClaimsPrincipal user, IAuditApi api, CancellationToken cancellationToken)
    {
        var retention = await api.SetRetentionAsync(user.ToCaller(), request, cancellationToken);
        return retention.Ok ? TypedResults.Ok(retention.Value) : retention.Error.ToHttp();
    }

    /// <summary>What an address asks for; the page reads its own the same way. A day alone as the end is meant whole.</summary>
    internal static Result<AuditQuery> Query(string? from, string? to, string? actor, string? action, string? subjectId, string? outcome, Guid? project, string? q)
        => !TryTime(from, out var start) ? AuditErrors.BadFilter("from is no time; write it as 2026-11-26 or 2026-11-26T14:03:22Z.")
            : !TryTime(to, out var end) ? AuditErrors.BadFilter("to is no time; write it as 2026-11-26 or 2026-11-26T14:03:22Z.")
            : !QueryWord.TryRead<AuditOutcome>(outcome, out var word) ? AuditErrors.BadFilter("outcome is accepted, refused or failed.")
            : new AuditQuery(start, DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? end?.AddDays(1) : end, Some(actor), Some(action), Some(subjectId), word, project is { } id ? new ProjectId(id) : null, Some(q));

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace("\0", "", StringComparison.Ordinal);

    private static bool TryTime(string? text, out DateTimeOffset? at)
    {
        at = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var found) && found.Year is > 1970 and < 9000;
        at = read ? found : null;
        return read;
    }
}
