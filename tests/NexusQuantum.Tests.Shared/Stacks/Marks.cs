namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>Secrets that can be recognised: at the end of a run no log, result or other artifact may hold one of them.</summary>
public static class Marks
{
    /// <summary>A part of every password that the tests give; nothing else has it. <c>tests/run.sh</c> looks for it.</summary>
    public const string Word = "quexilvant";

    private static readonly Lock Gate = new();

    /// <summary>Notes a secret that the product made, for the look at the end; answers it.</summary>
    public static string Keep(string? secret)
    {
        if (secret is { Length: > 0 } && Environment.GetEnvironmentVariable("NEXUS_TEST_SECRETS") is { Length: > 0 } file)
        {
            lock (Gate)
            {
                File.AppendAllText(file, secret + "\n");
            }
        }

        return secret ?? "";
    }
}
