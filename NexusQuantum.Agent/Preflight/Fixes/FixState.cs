namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>How a host stands to a change.</summary>
internal sealed record FixState
{
    /// <summary>As before the change: not made yet, or gone again.</summary>
    public static readonly FixState Absent = new();

    /// <summary>As the change leaves it.</summary>
    public static readonly FixState Made = new() { IsMade = true };

    private FixState()
    {
    }

    public bool IsMade { get; private init; }

    /// <summary>Why the change is not to be taken back: somebody went on from it. Null otherwise.</summary>
    public string? MovedOn { get; private init; }

    /// <summary>Neither: somebody else changed it since, or uses it.</summary>
    public static FixState Since(string why) => new() { MovedOn = why };
}
