using System.Collections.Immutable;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Vms;

/// <summary>
/// Everything an agent needs to make a VM, whole each time. No secret is ever in it: passwords travel on their own
/// (<see cref="AgentApi.EnsureVm.Password"/>) and the guest's key is made by the agent.
/// </summary>
public sealed record VmSpec
{
    /// <summary>Name and host name.</summary>
    public required VmName Name { get; init; }

    /// <summary>Number of vCPUs, 1 to <see cref="VmLimits.MaxVcpus"/>.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>What it boots.</summary>
    public required BootSource Boot { get; init; }

    /// <summary>Size of the root disk in GiB; at least the image's virtual size.</summary>
    public required int RootDiskGiB { get; init; }

    /// <summary>Its NICs, in order; at most one in this release, none means no network.</summary>
    public ImmutableArray<NicSpec> Nics { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The engine; null lets the agent choose.</summary>
    public EngineKind? Engine { get; init; }

    /// <summary>The machine profile; null lets the agent choose.</summary>
    public MachineProfile? Profile { get; init; }

    /// <summary>Account to make in the guest, null for root only.</summary>
    public string? UserName { get; init; }

    /// <summary>OpenSSH public keys for that account (or root).</summary>
    public ImmutableArray<string> SshKeys { get => field.IsDefault ? [] : field; init; } = [];
}
