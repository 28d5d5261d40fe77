namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// A text message on a shell socket (agent and guest alike); binary messages are the PTY's bytes. Exactly one member is set.
/// </summary>
public sealed record ShellControl
{
    /// <summary>To the guest: the terminal's size changed.</summary>
    public ShellSize? Resize { get; init; }

    /// <summary>From the guest: the shell ended.</summary>
    public ShellExit? Exit { get; init; }
}

/// <summary>A terminal's size in character cells, 1 to 1000 each.</summary>
/// <param name="Cols">Columns.</param>
/// <param name="Rows">Rows.</param>
public sealed record ShellSize(int Cols, int Rows);

/// <summary>How a shell ended.</summary>
/// <param name="Code">Exit code; 128 + signal when a signal ended it.</param>
public sealed record ShellExit(int Code);
