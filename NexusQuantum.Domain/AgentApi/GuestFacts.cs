namespace NexusQuantum.Domain.AgentApi;

/// <summary>The guest agent of a VM as the host's agent knows it.</summary>
public sealed record GuestFacts
{
    /// <summary>When it said hello in this boot, UTC.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When it was last heard, UTC; older than ten seconds means it is silent.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The guest's kernel release.</summary>
    public string? Kernel { get; init; }

    /// <summary>The guest's distribution.</summary>
    public string? Distribution { get; init; }

    /// <summary>False when it answers on the control line only, so shells cannot be opened; <see cref="ShellProblem"/> says why.</summary>
    public bool ShellReachable { get; init; }

    /// <summary>Why no shell can be opened, null when one can.</summary>
    public string? ShellProblem { get; init; }
}
