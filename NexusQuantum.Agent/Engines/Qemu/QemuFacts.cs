using System.Collections.Immutable;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>QEMU as found on this host: what its arguments depend on.</summary>
internal sealed record QemuFacts
{
    public required string Binary { get; init; }

    public required string Version { get; init; }

    public required ImmutableArray<MachineProfile> Profiles { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required string AcceleratorReason { get; init; }

    /// <summary>Whether it was built with its system call filter.</summary>
    public required bool Sandbox { get; init; }

    /// <summary>Options the q35 machine knows, by name.</summary>
    public required ImmutableHashSet<string> StandardOptions { get; init; }

    /// <summary>Rate of the time stamp counter, for guests under TCG; null when unknown.</summary>
    public int? TscKhz { get; init; }

    /// <summary>Group that may open /dev/kvm, given to VM accounts under KVM; null when others may anyway.</summary>
    public uint? KvmGroup { get; init; }
}
