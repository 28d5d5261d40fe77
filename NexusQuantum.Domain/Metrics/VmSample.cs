using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Metrics;

/// <summary>
/// One second of a VM: the host's view of its process joined with the guest's own. Rates are per second, computed by the agent
/// on monotonic time; null means not measured (no guest agent, counter reset, first sample), never zero.
/// </summary>
public sealed record VmSample
{
    /// <summary>Whose.</summary>
    public required VmId Vm { get; init; }

    /// <summary>Processor time of the engine's process, in vCPU units: 1.0 is one host processor fully used.</summary>
    public double? HostCpu { get; init; }

    /// <summary>Memory of the engine's process on the host, bytes resident.</summary>
    public long? HostMemoryBytes { get; init; }

    /// <summary>Guest processor use, 0 to 1 of all its vCPUs, without steal and iowait.</summary>
    public double? GuestCpu { get; init; }

    /// <summary>Guest time stolen by the host, 0 to 1.</summary>
    public double? GuestSteal { get; init; }

    /// <summary>Guest time waiting for disks, 0 to 1.</summary>
    public double? GuestIoWait { get; init; }

    /// <summary>Guest memory in all, bytes.</summary>
    public long? GuestMemoryTotalBytes { get; init; }

    /// <summary>Guest memory available to programs (MemAvailable), bytes.</summary>
    public long? GuestMemoryAvailableBytes { get; init; }

    /// <summary>Guest page cache, bytes.</summary>
    public long? GuestMemoryCacheBytes { get; init; }

    /// <summary>One-minute load average of the guest.</summary>
    public double? GuestLoad { get; init; }

    /// <summary>Bytes a second read from its disks.</summary>
    public double? DiskReadBytes { get; init; }

    /// <summary>Bytes a second written to its disks.</summary>
    public double? DiskWriteBytes { get; init; }

    /// <summary>Read requests a second.</summary>
    public double? DiskReads { get; init; }

    /// <summary>Write requests a second.</summary>
    public double? DiskWrites { get; init; }

    /// <summary>Bytes a second received by the guest.</summary>
    public double? NetInBytes { get; init; }

    /// <summary>Bytes a second sent by the guest.</summary>
    public double? NetOutBytes { get; init; }

    /// <summary>Used part of the guest's root file system, 0 to 1.</summary>
    public double? RootUsed { get; init; }
}
