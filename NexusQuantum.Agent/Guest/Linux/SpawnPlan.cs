namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>What to start and on what.</summary>
internal sealed record SpawnPlan
{
    /// <summary>The program's file; PATH is not searched.</summary>
    public required string Path { get; init; }

    /// <summary>Arguments; the first is the program's name for itself.</summary>
    public required IReadOnlyList<string> Argv { get; init; }

    /// <summary>NAME=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Working directory.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>Terminal that becomes its stdin, stdout, stderr and controlling terminal; null to use the two descriptors.</summary>
    public string? Terminal { get; init; }

    /// <summary>Its stdout.</summary>
    public int Output { get; init; }

    /// <summary>Its stderr.</summary>
    public int Errors { get; init; }
}
