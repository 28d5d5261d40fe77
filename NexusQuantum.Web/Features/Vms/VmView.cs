using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>A VM as the API answers it and pages show it: wish and fact side by side, never mixed.</summary>
public sealed record VmView : ISeen<VmView>
{
    public required VmId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The project it belongs to.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>The fact; <see cref="VmState.Unknown"/> while its host is out of reach, then <see cref="LastState"/> and <see cref="ObservedAt"/> tell the last one.</summary>
    public required VmState State { get; init; }

    /// <summary>The last fact an agent reported.</summary>
    public required VmState LastState { get; init; }

    /// <summary>When the fact was last confirmed, UTC; null before the first report.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Since when the fact holds, UTC.</summary>
    public DateTimeOffset? StateSince { get; init; }

    /// <summary>The wish.</summary>
    public required VmPower Power { get; init; }

    public required VmHostRef Host { get; init; }

    /// <summary>The network it is on; null for a machine without one.</summary>
    public VmNetworkRef? Network { get; init; }

    /// <summary>The wish: the address it was asked to have when it was created; null for one that the network gives.</summary>
    public StaticAddress? StaticAddress { get; init; }

    /// <summary>The fact: addresses that its host or guest reports.</summary>
    public required ImmutableArray<string> IpAddresses { get; init; }

    /// <summary>The wish; <see cref="RunningVcpus"/> is the fact while it runs.</summary>
    public required int Vcpus { get; init; }

    public required int MemoryMiB { get; init; }

    public required int RootDiskGiB { get; init; }

    public int? RunningVcpus { get; init; }

    public int? RunningMemoryMiB { get; init; }

    /// <summary>True when the spec was edited in a way that the next start applies.</summary>
    public bool PendingRestart { get; init; }

    public EngineKind? Engine { get; init; }

    public string? EngineVersion { get; init; }

    public MachineProfile? Profile { get; init; }

    public Accelerator? Accelerator { get; init; }

    public required VmImageRef Image { get; init; }

    public MacAddress? Mac { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    public string? Description { get; init; }

    public string? UserName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the engine's process started, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public required long Generation { get; init; }

    public required long AppliedGeneration { get; init; }

    /// <summary>True when the agent holds a newer generation than we do (a restored database): an operator has to choose.</summary>
    public bool Diverged { get; init; }

    public GuestFacts? Guest { get; init; }

    public Problem? Problem { get; init; }

    public long? DiskBytes { get; init; }

    public string? Note { get; init; }

    /// <summary>The live operation on it, if any.</summary>
    public OperationId? OperationId { get; init; }

    /// <summary>Verbs that make no sense now, each with its reason; keys are <see cref="VmVerb"/> names in camelCase.</summary>
    public required ImmutableDictionary<string, string> Disabled { get; init; }

    /// <inheritdoc/>
    public VmView? For(Caller caller) => VmSight.Of(this, caller);
}

/// <summary>The host of a VM.</summary>
public sealed record VmHostRef(HostId Id, string Name, bool Reachable);

/// <summary>The network of a VM.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name on the host; null while the host does not tell of it.</param>
/// <param name="Mode">How guests reach the outside; null while the host does not tell of it.</param>
public sealed record VmNetworkRef(NetworkId Id, string? Name, NetworkMode? Mode)
{
    internal static VmNetworkRef Of(NetworkFacts network) => new(network.Id, network.Name, network.Mode);
}

/// <summary>The image of a VM.</summary>
public sealed record VmImageRef(ImageId Id, string Name, Digest Digest);
