namespace NexusQuantum.Domain.Metrics;

/// <summary>One second of a host. Rates are per second; null means not measured.</summary>
public sealed record HostSample
{
    /// <summary>Processor use, 0 to 1 of all processors.</summary>
    public double? Cpu { get; init; }

    /// <summary>Time stolen by the host's own host, 0 to 1.</summary>
    public double? Steal { get; init; }

    /// <summary>Time waiting for disks, 0 to 1.</summary>
    public double? IoWait { get; init; }

    /// <summary>One-minute load average.</summary>
    public double? Load { get; init; }

    /// <summary>Physical memory, bytes.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Memory available to programs, bytes.</summary>
    public long? MemoryAvailableBytes { get; init; }

    /// <summary>Bytes a second read from disks.</summary>
    public double? DiskReadBytes { get; init; }

    /// <summary>Bytes a second written to disks.</summary>
    public double? DiskWriteBytes { get; init; }

    /// <summary>Bytes a second received by physical interfaces.</summary>
    public double? NetInBytes { get; init; }

    /// <summary>Bytes a second sent by physical interfaces.</summary>
    public double? NetOutBytes { get; init; }

    /// <summary>Free bytes where VMs live.</summary>
    public long? RunDirFreeBytes { get; init; }

    /// <summary>Size where VMs live, bytes.</summary>
    public long? RunDirTotalBytes { get; init; }
}
