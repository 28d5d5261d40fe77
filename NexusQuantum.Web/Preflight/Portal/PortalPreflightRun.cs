using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Runs all checks of a portal and puts the report together; the command, the API and the page end here.</summary>
internal static class PortalPreflightRun
{
    /// <summary>Only <paramref name="sections"/>, or all where it is empty.</summary>
    public static async Task<PreflightReport> RunAsync(IPortalFacts facts, string version, IReadOnlyList<string> sections, Action<CheckInfo>? began, TimeProvider time, CancellationToken cancellationToken)
    {
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        var checks = PortalChecks.Of(facts).Where(check => sections.Count == 0 || sections.Contains(check.Info.Section)).ToList();
        var results = await PreflightRunner.RunAsync(checks, began, time, cancellationToken);
        return new PreflightReport(at, Environment.MachineName, version, (long)time.GetElapsedTime(start).TotalMilliseconds, results);
    }
}
