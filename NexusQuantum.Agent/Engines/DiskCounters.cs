namespace NexusQuantum.Agent.Engines;

/// <summary>Totals over all disks of a VM since its process started.</summary>
internal sealed record DiskCounters(long ReadBytes, long WriteBytes, long Reads, long Writes);
