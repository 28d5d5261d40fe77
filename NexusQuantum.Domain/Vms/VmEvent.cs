using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>What can happen to a VM; the rows of <see cref="VmLifecycle"/>.</summary>
[JsonConverter(typeof(CamelCaseEnum<VmEvent>))]
public enum VmEvent
{
    /// <summary>The agent begins to make its parts.</summary>
    Prepare,

    /// <summary>The engine's process is about to be started.</summary>
    Launch,

    /// <summary>The engine reports the guest running.</summary>
    Ran,

    /// <summary>The engine reports the guest halted.</summary>
    Halted,

    /// <summary>A stop began.</summary>
    StopBegan,

    /// <summary>The engine's process ended as wished, or the guest powered itself off.</summary>
    WentOff,

    /// <summary>The engine's process ended unasked, or a step failed for good.</summary>
    Broke,

    /// <summary>A delete began.</summary>
    DeleteBegan,
}
