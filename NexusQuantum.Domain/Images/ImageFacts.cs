namespace NexusQuantum.Domain.Images;

/// <summary>What reading an image's header found.</summary>
/// <param name="Kind">What it can be used for.</param>
/// <param name="Format">What it is.</param>
/// <param name="VirtualBytes">Size of the disk it holds, in bytes; the file's own size for kernels and RAM disks.</param>
public sealed record ImageFacts(ImageKind Kind, ImageFormat Format, long VirtualBytes);
