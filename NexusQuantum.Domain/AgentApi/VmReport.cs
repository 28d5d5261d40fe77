using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>What an agent sees of one VM. A whole picture each time; a higher <see cref="Version"/> replaces a lower one.</summary>
public sealed record VmReport
{
    /// <summary>Which VM.</summary>
    public required VmId Id { get; init; }

    /// <summary>Counts every change on this host within an epoch (<see cref="WatchHello.Epoch"/>); unique per report.</summary>
    public required long Version { get; init; }

    /// <summary>The newest wish the agent accepted.</summary>
    public required long Generation { get; init; }

    /// <summary>The newest wish that is fully met, 0 before the first.</summary>
    public required long AppliedGeneration { get; init; }

    /// <summary>The fact.</summary>
    public required VmState State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The power wish the agent holds, with its counters.</summary>
    public required VmPowerWish Power { get; init; }

    /// <summary>
    /// True when the guest powered itself off under this generation: it has spoken for its owner, and the portal turns its own
    /// wish to stopped.
    /// </summary>
    public bool GuestPoweredOff { get; init; }

    /// <summary>What went wrong, when the state is failed or a step is being tried again.</summary>
    public Problem? Problem { get; init; }

    /// <summary>Steps of the work under way or, when none is, of the last.</summary>
    public ImmutableArray<OperationStep> Steps { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The engine it runs under, null when it has no process.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The engine's version.</summary>
    public string? EngineVersion { get; init; }

    /// <summary>The machine profile it runs with.</summary>
    public MachineProfile? Profile { get; init; }

    /// <summary>What executes it.</summary>
    public Accelerator? Accelerator { get; init; }

    /// <summary>vCPUs it runs with now; differs from the spec until the next start after an edit.</summary>
    public int? RunningVcpus { get; init; }

    /// <summary>Memory it runs with now, MiB.</summary>
    public int? RunningMemoryMiB { get; init; }

    /// <summary>When the engine's process started, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Addresses given to it by the host, or those its guest agent tells where its network's own router gives them, in text form.</summary>
    public ImmutableArray<string> IpAddresses { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The guest agent, null until its hello of this boot.</summary>
    public GuestFacts? Guest { get; init; }

    /// <summary>True when the guest took the password of this generation, so the portal may erase it.</summary>
    public bool PasswordTaken { get; init; }

    /// <summary>Bytes its disks occupy on the host.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>How its use is accounted and what its sandbox lacks on this host, for people; null when all is as designed.</summary>
    public string? Note { get; init; }
}
