using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>What a child process left behind.</summary>
/// <param name="ExitCode">Its exit code; -1 when it was killed for running too long.</param>
/// <param name="Output">Standard output, cut at the limit.</param>
/// <param name="Error">Standard error, cut at the limit.</param>
/// <param name="TimedOut">Whether its deadline ended it.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Error, bool TimedOut)
{
    public bool Ok => ExitCode == 0 && !TimedOut;

    /// <summary>The one line worth showing of what it said on failure, made safe.</summary>
    public string Complaint => TimedOut ? "it did not end in time" : SafeText.LastLines(Error.Length > 0 ? Error : Output, 3, 400);
}
