using System.Collections.Immutable;

namespace NexusQuantum.Domain.Preflight;

/// <summary>One run of all checks of a host.</summary>
/// <param name="At">When it began, UTC.</param>
/// <param name="HostName">Whose it is.</param>
/// <param name="Version">The version of the program that checked.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Results">One for each check, in the document's order.</param>
public sealed record PreflightReport(DateTimeOffset At, string HostName, string Version, long Milliseconds, ImmutableArray<CheckResult> Results)
{
    /// <summary>The required ones that failed; empty when the host is fit.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<CheckResult> Stoppers => Results.Where(result => result.Stops);

    /// <summary>How many came out so.</summary>
    public int Count(CheckStatus status) => Results.Count(result => result.Outcome.Status == status);
}
