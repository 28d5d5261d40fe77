using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>Runs a helper program to its end as a VM's account, through the trampoline: for programs that read what a VM wrote.</summary>
internal static class AccountCommand
{
    /// <param name="directory">Working directory, entered before rights are given up.</param>
    /// <param name="uid">The account; null runs it as we are.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="timeout">Deadline.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<ChildResult> RunAsync(
        string directory, uint? uid, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (ChildProcess.Find(command[0]) is not { } program)
        {
            return Task.FromResult(new ChildResult(127, string.Empty, $"{command[0]} is not installed", TimedOut: false));
        }

        string[] account = uid is { } number ? ["--uid", number.ToString(CultureInfo.InvariantCulture)] : [];
        return ChildProcess.RunAsync(
            [.. SelfCommand.Prefix, LaunchCommand.Name, "--chdir", directory, .. account, "--", program, .. command.Skip(1)],
            timeout,
            input: null,
            cancellationToken);
    }
}
