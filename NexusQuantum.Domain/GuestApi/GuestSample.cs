using System.Collections.Immutable;

namespace NexusQuantum.Domain.GuestApi;

/// <summary>
/// What a guest reads from its /proc (proc(5)) in one go. Counters are totals since boot; the host's agent makes rates of them.
/// </summary>
public sealed record GuestSample
{
    /// <summary>Seconds since boot, monotonic; the time base of the counters.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Processor time of all vCPUs.</summary>
    public required GuestCpu Cpu { get; init; }

    /// <summary>Online vCPUs.</summary>
    public required int CpuCount { get; init; }

    /// <summary>Memory.</summary>
    public required GuestMemory Memory { get; init; }

    /// <summary>Block devices, without partitions, loop and RAM disks; at most 32.</summary>
    public ImmutableArray<GuestDisk> Disks { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Interfaces without lo; at most 32.</summary>
    public ImmutableArray<GuestNic> Nics { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>IPv4 addresses its NICs have now, dotted, without loopback; at most 8. None from a guest agent that does not tell them.</summary>
    public ImmutableArray<string> Addresses { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Mounted file systems on block devices; at most 32.</summary>
    public ImmutableArray<GuestFileSystem> FileSystems { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Load averages over 1, 5 and 15 minutes.</summary>
    public ImmutableArray<double> Load { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Number of processes.</summary>
    public int Processes { get; init; }
}

/// <summary>Processor time in clock ticks (USER_HZ, 100 a second), summed over vCPUs; /proc/stat line "cpu".</summary>
public sealed record GuestCpu(long User, long Nice, long System, long Idle, long IoWait, long Irq, long SoftIrq, long Steal);

/// <summary>Memory in bytes; /proc/meminfo MemTotal, MemFree, MemAvailable, Cached, SwapTotal, SwapFree.</summary>
public sealed record GuestMemory(long Total, long Free, long Available, long Cached, long SwapTotal, long SwapFree);

/// <summary>A block device; /proc/diskstats, sectors of 512 bytes made bytes.</summary>
public sealed record GuestDisk(string Name, long Reads, long ReadBytes, long Writes, long WriteBytes);

/// <summary>An interface; /proc/net/dev.</summary>
public sealed record GuestNic(string Name, long InBytes, long InPackets, long InErrors, long OutBytes, long OutPackets, long OutErrors);

/// <summary>A mounted file system; statvfs(3).</summary>
public sealed record GuestFileSystem(string Mount, string Type, long TotalBytes, long FreeBytes);

/// <summary>Answer of <c>GET /health</c>.</summary>
/// <param name="Status">Always "ok".</param>
/// <param name="Version">The guest agent's version.</param>
/// <param name="UptimeSeconds">Seconds since the guest's boot.</param>
public sealed record GuestHealth(string Status, string Version, double UptimeSeconds);
