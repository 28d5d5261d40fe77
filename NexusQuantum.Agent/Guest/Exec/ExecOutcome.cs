using System.Text;

namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>How a command ended, with its output still in pieces.</summary>
internal sealed record ExecOutcome(int ExitCode, CappedOutput Stdout, CappedOutput Stderr, bool TimedOut) : IDisposable
{
    /// <summary>Why it could not even start, said on stderr's behalf.</summary>
    public string? Failure { get; init; }

    public bool Truncated => Stdout.Truncated || Stderr.Truncated;

    /// <summary>Standard error, in pieces.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Errors
        => Failure is null ? Stderr.Pieces : [Encoding.UTF8.GetBytes($"nexus-guest: {Failure}\n")];

    public void Dispose()
    {
        Stdout.Dispose();
        Stderr.Dispose();
    }
}
