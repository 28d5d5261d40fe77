namespace NexusQuantum.Domain.Operations;

/// <summary>One step of long work, as shown in the drawer and answered by the API.</summary>
public sealed record OperationStep
{
    /// <summary>What is done, an imperative in sentence case ("Clone root disk").</summary>
    public required string Name { get; init; }

    /// <summary>How far it is.</summary>
    public required StepStatus Status { get; init; }

    /// <summary>When it began, UTC.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was measured or done ("10.0.100.5", "qemu pid 812, microvm, TCG").</summary>
    public string? Detail { get; init; }
}
