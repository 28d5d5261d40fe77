namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Where the kernel accounts a VM's group: absolute paths, null where no controller does. One sort per version:
/// <c>cpu.stat</c> (microseconds behind a word) or <c>cpuacct.usage</c> (nanoseconds), <c>memory.current</c> or <c>memory.usage_in_bytes</c>.
/// </summary>
internal sealed record CgroupFiles
{
    public string? CpuStat { get; init; }

    public string? CpuUsage { get; init; }

    public string? Memory { get; init; }

    /// <summary><c>memory.stat</c>, of both versions.</summary>
    public string? MemoryStat { get; init; }
}
