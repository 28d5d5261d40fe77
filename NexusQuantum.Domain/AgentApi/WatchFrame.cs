using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// One text message of the watch socket, agent to portal. Exactly one member is set. First comes <see cref="Hello"/>, then
/// <see cref="Host"/>, then a <see cref="Vm"/> for each VM changed since the asked version (all of them when the epoch differs),
/// then <see cref="Synced"/>, then changes as they happen. Reports conflate per VM; metric batches drop the oldest.
/// </summary>
public sealed record WatchFrame
{
    /// <summary>Who speaks and from where versions count.</summary>
    public WatchHello? Hello { get; init; }

    /// <summary>New facts of the host.</summary>
    public HostFacts? Host { get; init; }

    /// <summary>A VM's new picture.</summary>
    public VmReport? Vm { get; init; }

    /// <summary>A VM whose last part was removed.</summary>
    public VmRemoved? Removed { get; init; }

    /// <summary>
    /// All changes up to here were sent. Lists every VM the agent holds, so the portal finds the ones it lost.
    /// </summary>
    public WatchSynced? Synced { get; init; }

    /// <summary>A tick of samples.</summary>
    public MetricBatch? Metrics { get; init; }
}

/// <summary>Opens a watch.</summary>
/// <param name="Epoch">Changes when the agent's journal was made anew; versions of different epochs do not compare.</param>
/// <param name="HostId">The host the agent's certificate names.</param>
/// <param name="Version">The newest version now.</param>
/// <param name="Clock">The agent's clock, UTC.</param>
public sealed record WatchHello(string Epoch, Hosts.HostId HostId, long Version, DateTimeOffset Clock)
{
    /// <summary>Addresses of the host now, the one it was dialled at first; empty from an agent that does not tell.</summary>
    public ImmutableArray<OwnAddress> Addresses { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>A VM is gone from the host.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">The change's number.</param>
public sealed record VmRemoved(VmId Id, long Version);

/// <summary>End of the catch-up.</summary>
/// <param name="Version">All up to here was sent.</param>
/// <param name="Vms">Every VM the agent holds.</param>
public sealed record WatchSynced(long Version, ImmutableArray<VmId> Vms);

/// <summary>One text message of the watch socket, portal to agent: which VMs someone looks at, so they stream each second.</summary>
/// <param name="Watched">The whole set, replacing the last.</param>
public sealed record WatchInterest(ImmutableArray<VmId> Watched);
