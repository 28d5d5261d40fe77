using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>A command to run in a guest, without a shell.</summary>
public sealed record ExecRequest
{
    /// <summary>A request; generated JSON code knows a default only from a constructor's parameter, never from a property's initializer.</summary>
    /// <param name="timeoutSeconds">See <see cref="TimeoutSeconds"/>.</param>
    [JsonConstructor]
    public ExecRequest(int timeoutSeconds = 60) => TimeoutSeconds = timeoutSeconds;

    /// <summary>Program and arguments; at least one, 128 at most, 128 KiB in all.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Seconds until its process group is killed, 1 to 600.</summary>
    public int TimeoutSeconds { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed record ExecResult
{
    /// <summary>Exit code; 128 + signal when a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Standard output, UTF-8, at most 1 MiB.</summary>
    public required string Stdout { get; init; }

    /// <summary>Standard error, UTF-8, at most 1 MiB.</summary>
    public required string Stderr { get; init; }

    /// <summary>True when the time ran out and it was killed.</summary>
    public bool TimedOut { get; init; }

    /// <summary>True when output beyond the limit was thrown away.</summary>
    public bool Truncated { get; init; }
}
