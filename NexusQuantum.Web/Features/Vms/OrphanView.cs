using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>A VM that an agent holds and this portal does not know: forgotten while its host was away, or left by another portal.</summary>
public sealed record OrphanView : ISeen<OrphanView>
{
    public required VmId Id { get; init; }

    public required HostId HostId { get; init; }

    /// <summary>From the wish its agent holds; null when the agent does not tell it.</summary>
    public string? Name { get; init; }

    public required VmState State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>The wish its agent follows.</summary>
    public required VmPower Power { get; init; }

    public int? Vcpus { get; init; }

    public int? MemoryMiB { get; init; }

    public int? RootDiskGiB { get; init; }

    /// <summary>Bytes its disks occupy on the host.</summary>
    public long? DiskBytes { get; init; }

    public required ImmutableArray<string> IpAddresses { get; init; }

    /// <summary>Why it cannot be adopted; null when it can.</summary>
    public string? WhyNotAdopt { get; init; }

    /// <summary>How people name it.</summary>
    public string Called => Name ?? Id.ToString();

    /// <inheritdoc/>
    public OrphanView? For(Caller caller) => caller.Rights.May(Permission.HostRead) ? this : null;
}

/// <summary>Which VM on which host: one id may lie on two, from a copied data directory.</summary>
public sealed record OrphanKey(HostId Host, VmId Vm);

/// <summary>Body of <c>POST /v1/hosts/{id}/orphans/{vmId}/adopt</c>; a null name keeps its own.</summary>
public sealed record AdoptVmRequest(string? Name = null);
