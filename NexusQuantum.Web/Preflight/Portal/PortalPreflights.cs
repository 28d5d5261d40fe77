using System.Collections.Immutable;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Checks the portal that runs, and remembers the last report until it ends.</summary>
internal sealed class PortalPreflights(WebOptions options, DatabaseAddress database, AgentClients clients, AgentDirectory directory, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Null before the first run.</summary>
    public PreflightReport? Last { get; private set; }

    /// <summary>Takes up to some seconds; runs of several callers follow one another.</summary>
    public async Task<PreflightReport> RunAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // It started, so its variables could be read.
            var settings = new PortalSettings(options, [], Environment.GetEnvironmentVariable, Serves: true);
            var facts = new PortalFacts(settings, token => DatabasePlace.AnsweringAsync(database, token), ClocksAsync, time);
            return Last = await PortalPreflightRun.RunAsync(facts, PortalVersion.Text, [], null, time, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ImmutableArray<HostClock>> ClocksAsync(CancellationToken cancellationToken)
    {
        var hosts = directory.Feed.Snapshot();
        var measured = await Task.WhenAll(hosts.Where(host => host.Reachable).Select(host => ClockAsync(host, cancellationToken)));
        return [.. measured.OfType<HostClock>(), .. hosts.Where(host => host is { Reachable: false, UnreachableType: "host-clock-wrong" }).Select(host => new HostClock(host.Name, TimeSpan.Zero, host.UnreachableReason))];
    }

    private async Task<HostClock?> ClockAsync(KnownHost host, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host.Id, cancellationToken);
        var clock = client.Ok ? await client.Value.ClockAsync(time, cancellationToken) : client.Error;
        return clock.Ok ? new HostClock(host.Name, clock.Value) : null;
    }
}
