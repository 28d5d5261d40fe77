using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Engines;

/// <summary>What an engine can do with a VM of a given profile; a button asks this, never the engine's name.</summary>
[JsonConverter(typeof(CamelCaseEnum<EngineFeature>))]
public enum EngineFeature
{
    /// <summary>Serial console.</summary>
    Console,

    /// <summary>Pause and resume.</summary>
    Pause,

    /// <summary>Hardware reset.</summary>
    Reset,

    /// <summary>Ask the guest to shut down (power button).</summary>
    PowerButton,

    /// <summary>Add and remove disks while it runs.</summary>
    HotplugDisk,

    /// <summary>Add and remove NICs while it runs.</summary>
    HotplugNic,
}
