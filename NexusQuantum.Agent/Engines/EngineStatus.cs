namespace NexusQuantum.Agent.Engines;

/// <summary>What the engine answers when asked how the guest is.</summary>
internal enum EngineStatus
{
    Running,
    Paused,

    /// <summary>The guest is off or broken and the process stays for inspection (QEMU: shutdown, internal-error, guest-panicked).</summary>
    Broken,
}
