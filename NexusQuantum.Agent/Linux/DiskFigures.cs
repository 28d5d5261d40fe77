namespace NexusQuantum.Agent.Linux;

/// <summary>How fast a disk was, past every cache.</summary>
/// <param name="ReadMegabytes">Sequential reading, MB/s.</param>
/// <param name="WriteMegabytes">Sequential writing, MB/s.</param>
/// <param name="Iops">Random reads of 4 KiB a second, sixteen at a time.</param>
/// <param name="LatencyMilliseconds">Median of one such read alone.</param>
internal sealed record DiskFigures(double ReadMegabytes, double WriteMegabytes, double Iops, double LatencyMilliseconds);
