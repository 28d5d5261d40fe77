namespace NexusQuantum.Domain.Hosts;

/// <summary>A file system of a host.</summary>
/// <param name="Path">Where the agent uses it (its run or image directory).</param>
/// <param name="FileSystem">Type, as the kernel names it.</param>
/// <param name="TotalBytes">Size.</param>
/// <param name="FreeBytes">Free for the agent.</param>
public sealed record HostDisk(string Path, string FileSystem, long TotalBytes, long FreeBytes);
