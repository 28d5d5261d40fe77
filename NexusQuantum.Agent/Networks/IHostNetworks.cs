using System.Collections.Immutable;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The networks of this host. Attaching is idempotent: the same VM and MAC get the same tap and address until detached, across
/// restarts of the agent. Addresses are kept in the agent's journal directory.
/// </summary>
internal interface IHostNetworks : IAsyncDisposable
{
    /// <summary>Makes bridge, translation, filter and DHCP/DNS stand as wished (or falls back to user mode, or offers none, and says why).</summary>
    Task EnsureAsync(CancellationToken cancellationToken);

    ImmutableArray<NetworkFacts> Facts { get; }

    /// <summary>Reserves an address and, on a bridge, makes the pinned tap.</summary>
    Task<Result<NicAttachment>> AttachAsync(VmId vm, NicSpec nic, int index, CancellationToken cancellationToken);

    /// <summary>Removes the taps of a VM that does not run, keeping its addresses.</summary>
    Task ReleaseAsync(VmId vm, CancellationToken cancellationToken);

    /// <summary>Forgets a deleted VM: taps, filters and addresses.</summary>
    Task DetachAsync(VmId vm, CancellationToken cancellationToken);

    /// <summary>Removes taps, filters and leases of VMs that are not in <paramref name="known"/> (left by a crash).</summary>
    Task SweepAsync(IReadOnlySet<VmId> known, CancellationToken cancellationToken);

    /// <summary>Bytes in and out of a VM's taps, as the guest sees them; null in user mode.</summary>
    (long InBytes, long OutBytes)? ReadCounters(VmId vm);
}
