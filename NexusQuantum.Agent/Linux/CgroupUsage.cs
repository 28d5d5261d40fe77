namespace NexusQuantum.Agent.Linux;

/// <summary>What a control group has used.</summary>
/// <param name="Cpu">CPU time of all its processes since it was made.</param>
/// <param name="MemoryBytes">Memory charged to it now, page cache included; null without a memory controller.</param>
internal sealed record CgroupUsage(TimeSpan Cpu, long? MemoryBytes);
