using System.Collections.Immutable;

namespace NexusQuantum.Domain.Engines;

/// <summary>An engine as found on a host.</summary>
public sealed record EngineFacts
{
    /// <summary>Which.</summary>
    public required EngineKind Kind { get; init; }

    /// <summary>Its version, as it says it.</summary>
    public required string Version { get; init; }

    /// <summary>The accelerator it uses here.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Why that one: what the probe measured, a sentence for people.</summary>
    public required string AcceleratorReason { get; init; }

    /// <summary>The profiles it offers here, best first, each with its features.</summary>
    public required ImmutableArray<ProfileFacts> Profiles { get; init; }
}
