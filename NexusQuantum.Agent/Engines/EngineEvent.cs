namespace NexusQuantum.Agent.Engines;

/// <summary>What the engine tells unasked.</summary>
internal enum EngineEvent
{
    Paused,
    Resumed,

    /// <summary>The guest or someone reset it; it boots again.</summary>
    Reset,

    /// <summary>The guest acknowledged the power button or began to go down.</summary>
    PowerDown,

    /// <summary>The guest's kernel panicked.</summary>
    Panicked,

    /// <summary>A disk answered with an error; the engine paused the guest.</summary>
    DiskError,
}
