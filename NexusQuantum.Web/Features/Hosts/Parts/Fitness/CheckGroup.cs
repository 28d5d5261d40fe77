using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>The checks of one section of the requirements.</summary>
public sealed record CheckGroup(CheckSection Section, ImmutableArray<CheckResult> Results)
{
    // A section's own heading takes about the room of two checks.
    private const int HeadRows = 2;

    /// <summary>Two columns of about the same height, in the document's order; sections this release does not know come last.</summary>
    public static IEnumerable<ImmutableArray<CheckGroup>> Columns(PreflightView view)
    {
        var groups = view.Report.Results.GroupBy(result => result.Info.Section, StringComparer.Ordinal)
            .Select(group => new CheckGroup(CheckSection.Find(group.Key) ?? new CheckSection(group.Key, group.Key, ""), [.. group]))
            .OrderBy(group => CheckSection.All.IndexOf(group.Section) is >= 0 and var at ? at : int.MaxValue)
            .ToImmutableArray();
        var half = groups.Sum(group => group.Rows) / 2;
        var left = 0;
        var split = groups.TakeWhile(group => (left += group.Rows) - group.Rows / 2 <= half).Count();
        return [groups[..split], groups[split..]];
    }

    private int Rows => Results.Length + HeadRows;
}
