namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// First message of a console socket, text; then binary messages: the scrollback, then output as it comes. Binary messages the
/// other way are input. A slow reader is held back by TCP up to the ring's size; what it then misses is skipped and told by
/// another <see cref="ConsoleHello"/> whose <see cref="SkippedBytes"/> is not 0. Close reason says why it ended.
/// </summary>
public sealed record ConsoleHello
{
    /// <summary>Bytes of scrollback that follow before live output.</summary>
    public required long ScrollbackBytes { get; init; }

    /// <summary>Bytes this viewer missed just now.</summary>
    public long SkippedBytes { get; init; }

    /// <summary>When the oldest byte of the scrollback was written, UTC.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>False when the VM is off: the scrollback is all there is until it starts.</summary>
    public required bool Live { get; init; }
}
