using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// A bridge and what belongs to it: one behind address translation (<see cref="NatBridge"/>), or one on the network beyond the host
/// (<see cref="OutsideBridge"/>). One caller at a time changes it. All but <see cref="EnsureAsync"/> and what takes away is for a bridge that stands.
/// </summary>
internal interface IBridge : IAsyncDisposable
{
    /// <summary>Makes all of it stand; the journal with what was changed. What failed halfway is journalled already.</summary>
    Task<Result<NetworkJournal>> EnsureAsync(NetworkJournal journal, CancellationToken cancellationToken);

    /// <summary>The network as last measured.</summary>
    NetworkFacts Facts(NetworkJournal journal);

    /// <summary>The lease with its address: the one asked for, the one it had, a free one, or none where the network's own router gives it.</summary>
    Result<Lease> Choose(Lease lease, StaticAddress? asked, IReadOnlyCollection<Lease> others);

    /// <summary>Makes the pinned tap of a journalled lease: filter first, so that no frame passes unpinned.</summary>
    Task<Result<NicAttachment>> AttachAsync(Lease lease, NicSpec nic, IReadOnlyCollection<Lease> all, CancellationToken cancellationToken);

    /// <summary>The filter, and what else names machines, for these leases.</summary>
    Task<Result<Done>> ApplyAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken);

    /// <summary>Takes away the tap of a lease and what was told about it.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Names of the taps this installation made.</summary>
    Task<IReadOnlyList<string>> TapsAsync(CancellationToken cancellationToken);

    /// <summary>Takes everything of ours off the host.</summary>
    Task RemoveAsync(NetworkJournal journal, CancellationToken cancellationToken);
}
