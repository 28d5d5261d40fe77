using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Audit.Parts;

/// <summary>What the page's address asks for, in the words of <c>GET /v1/audit</c>, as the person wrote it.</summary>
public sealed record AuditAsked
{
    public string? Text { get; init; }

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Subject { get; init; }

    public string? Outcome { get; init; }

    public string? Project { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>Of a file.</summary>
    public string? Format { get; init; }

    /// <summary>Whether anything is narrowed.</summary>
    public bool Any => this != new AuditAsked();

    /// <summary>As the API understands it: a day of the reader's is a time to a time, the last day whole.</summary>
    public AuditAsked In(Times times) => this with { From = Begin(times, From, 0), To = Begin(times, To, 1) };

    /// <summary>The same by another page, or as a file.</summary>
    public string Address(string path)
        => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["q"] = Text, ["actor"] = Actor, ["action"] = Action, ["subjectId"] = Subject, ["outcome"] = Outcome, ["project"] = Project, ["from"] = From, ["to"] = To, ["format"] = Format,
        }.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)));

    /// <summary>Read as the API reads it.</summary>
    public Result<AuditQuery> Query()
        => string.IsNullOrEmpty(Project) ? AuditEndpoints.Query(From, To, Actor, Action, Subject, Outcome, null, Text)
            : Guid.TryParse(Project, out var project) ? AuditEndpoints.Query(From, To, Actor, Action, Subject, Outcome, project, Text)
            : AuditErrors.BadFilter("project is no id.");

    private static string? Begin(Times times, string? text, int later)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000 ? Times.Machine(times.Begin(day.AddDays(later))) : text;
}
