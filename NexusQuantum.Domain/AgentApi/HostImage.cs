using NexusQuantum.Domain.Images;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>An image a host holds.</summary>
/// <param name="Digest">Its content.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Format">Its format, as checked by the agent when it came.</param>
/// <param name="UsedBy">How many VMs' disks are clones of it or boot from it; it cannot be removed while that is not 0.</param>
public sealed record HostImage(Digest Digest, long Bytes, ImageFormat Format, int UsedBy);
