namespace NexusQuantum.Agent.Engines;

/// <summary>How an engine's process ended.</summary>
/// <param name="Reason">The sort of end.</param>
/// <param name="Evidence">Exit code or signal and the engine's last words, made safe to show.</param>
internal sealed record EngineExit(EngineExitReason Reason, string Evidence);

internal enum EngineExitReason
{
    /// <summary>The guest powered itself off.</summary>
    GuestPoweredOff,

    /// <summary>We asked it to end.</summary>
    Asked,

    /// <summary>Killed or crashed, nobody of us asked.</summary>
    Crashed,
}
