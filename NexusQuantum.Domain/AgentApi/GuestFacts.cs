namespace NexusQuantum.Domain.AgentApi;

/// <summary>The guest agent of a VM as the host's agent knows it.</summary>
public sealed record GuestFacts
{
    /// <summary>When it answered in this boot: its hello, UTC. A call made to it from then on waits for its port 9000 to open.</summary>
    public required DateTimeOffset ConnectedAt { get; init; }

    /// <summary>When it was last heard, UTC, as of this report. A guest heard all along is not reported again each second: see <see cref="Silent"/>.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>True when nothing was heard of it for ten seconds; reported when silence begins and when it ends.</summary>
    public bool Silent { get; init; }

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
