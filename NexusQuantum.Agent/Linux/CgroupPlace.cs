namespace NexusQuantum.Agent.Linux;

/// <summary>The control group of one VM.</summary>
/// <param name="Directories">One per hierarchy, to enter; empty when there is none.</param>
/// <param name="Note">What of its limits could not be set, for people; null when all could.</param>
internal sealed record CgroupPlace(IReadOnlyList<string> Directories, string? Note);
