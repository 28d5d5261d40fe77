namespace NexusQuantum.Web.Features.Access;

/// <summary>The most that a project's machines may take; null sets no limit. Counted over all of them, running or not.</summary>
public sealed record ProjectQuotas(int? MaxVms = null, int? MaxVcpus = null, long? MaxMemoryMiB = null, long? MaxDiskGiB = null, int? MaxAddresses = null);
