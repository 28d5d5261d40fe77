using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Preflight;

/// <summary>Runs all checks of this host and puts the report together; the command and the API end here.</summary>
internal static class HostPreflight
{
    /// <summary>Only <paramref name="sections"/>, or all where it is empty.</summary>
    public static async Task<PreflightReport> RunAsync(CheckSettings settings, IReadOnlyList<string> sections, Action<CheckInfo>? began, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var (at, start) = (time.GetUtcNow(), time.GetTimestamp());
        var checks = HostChecks.Of(new CheckHost("/", new HostSystem(), settings)).Where(check => sections.Count == 0 || sections.Contains(check.Info.Section)).ToList();
        var results = await PreflightRunner.RunAsync(checks, began, time, cancellationToken);
        return new PreflightReport(at, HostReadings.HostName(), AgentVersion.Text, (long)time.GetElapsedTime(start).TotalMilliseconds, results);
    }
}
