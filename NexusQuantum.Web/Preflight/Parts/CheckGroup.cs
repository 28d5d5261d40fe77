using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Parts;

/// <summary>The checks of one section of the requirements.</summary>
public sealed record CheckGroup(CheckSection Section, ImmutableArray<CheckResult> Results)
{
    // A section's own heading takes about the room of two checks.
    private const int HeadRows = 2;

    /// <summary>Two columns of about the same height, in the document's order; sections this release does not know come last.</summary>
    public static IEnumerable<ImmutableArray<CheckGroup>> Columns(PreflightReport report)
    {
        var groups = report.Results.GroupBy(result => result.Info.Section, StringComparer.Ordinal)
            .Select(group => new CheckGroup(CheckSection.Find(group.Key) ?? new CheckSection(group.Key, group.Key, ""), [.. group]))
            .OrderBy(group => CheckSection.All.IndexOf(group.Section) is >= 0 and var at ? at : int.MaxValue)
            .ToImmutableArray();
        var half = groups.Sum(group => group.Rows) / 2;
        var left = 0;
        var split = groups.TakeWhile(group => (left += group.Rows) - group.Rows / 2 <= half).Count();
        return [groups[..split], groups[split..]];
    }

    /// <summary>"12 pass, 2 warn, 1 fail, 3 not applicable"; what there is none of but passes is left out.</summary>
    public static string Counts(PreflightReport report) => string.Join(", ", new[]
    {
        $"{report.Count(CheckStatus.Pass)} pass",
        report.Count(CheckStatus.Warn) is > 0 and var warnings ? $"{warnings} warn" : null,
        report.Count(CheckStatus.Fail) is > 0 and var failures ? $"{failures} fail" : null,
        report.Count(CheckStatus.NotApplicable) is > 0 and var others ? $"{others} not applicable" : null,
    }.Where(part => part is not null));

    private int Rows => Results.Length + HeadRows;
}
