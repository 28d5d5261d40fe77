using System.Collections.Immutable;

namespace NexusQuantum.Domain.Preflight;

/// <summary>A check that came out differently from one run to the next.</summary>
/// <param name="Id">The check's.</param>
/// <param name="Title">As the later report has it.</param>
/// <param name="Before">How it came out before; null when it was not among the checks.</param>
/// <param name="After">How it came out now; null when it is not among the checks any more.</param>
public sealed record CheckChange(string Id, string Title, CheckStatus? Before, CheckStatus? After)
{
    /// <summary>What changed from one report to a later one, in the later one's order. Figures alone are no change: they differ with every run.</summary>
    public static ImmutableArray<CheckChange> Between(PreflightReport before, PreflightReport after)
    {
        var was = before.Results.DistinctBy(result => result.Info.Id).ToDictionary(result => result.Info.Id, StringComparer.Ordinal);
        var now = after.Results.Select(result => result.Info.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. after.Results
                .Select(result => new CheckChange(result.Info.Id, result.Info.Title, was.GetValueOrDefault(result.Info.Id)?.Outcome.Status, result.Outcome.Status))
                .Where(change => change.Before != change.After),
            .. before.Results.Where(result => !now.Contains(result.Info.Id)).Select(result => new CheckChange(result.Info.Id, result.Info.Title, result.Outcome.Status, null)),
        ];
    }
}
