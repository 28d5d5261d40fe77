using System.Text;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Guest.Exec;

/// <summary>The limits <see cref="ExecRequest"/> states, checked at the door.</summary>
internal static class ExecLimits
{
    public const int MostArguments = 128;
    public const int MostBytes = 128 * 1024;
    public const int LongestSeconds = 600;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? Refusal(ExecRequest request)
    {
        var command = request.Command;
        if (command.IsDefaultOrEmpty || command.Length > MostArguments)
        {
            return $"A command has 1 to {MostArguments} words.";
        }

        var bytes = 0;
        foreach (var word in command)
        {
            if (word is null || word.Contains('\0', StringComparison.Ordinal))
            {
                return "A word of the command is missing or holds a zero character.";
            }

            bytes += Encoding.UTF8.GetByteCount(word) + 1;
        }

        if (command[0].Length == 0)
        {
            return "The program's name is empty.";
        }

        if (bytes > MostBytes)
        {
            return $"A command has at most {MostBytes / 1024} KiB.";
        }

        return request.TimeoutSeconds is < 1 or > LongestSeconds ? $"timeoutSeconds is 1 to {LongestSeconds}." : null;
    }
}
