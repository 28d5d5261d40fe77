namespace NexusQuantum.Agent;

/// <summary>What the program's exit codes mean; scripts rely on them.</summary>
internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>It ran and failed; the last lines say why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a variable is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The agent has not joined a portal yet.</summary>
    public const int NotJoined = 3;

    /// <summary>Another agent uses the same directory.</summary>
    public const int Locked = 4;
}
