using System.Collections.Immutable;

namespace NexusQuantum.Domain.Engines;

/// <summary>A machine profile an engine offers on a host.</summary>
/// <param name="Profile">Which.</param>
/// <param name="Features">What a VM of this profile can do.</param>
public sealed record ProfileFacts(MachineProfile Profile, ImmutableArray<EngineFeature> Features);
