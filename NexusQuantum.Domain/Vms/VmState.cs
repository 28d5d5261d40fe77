using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>What an agent last saw of a VM. The fact; the wish is <see cref="VmPowerWish"/>.</summary>
[JsonConverter(typeof(CamelCaseEnum<VmState>))]
public enum VmState
{
    /// <summary>Known, nothing done for it yet.</summary>
    Defined,

    /// <summary>Disks, network and directories are being made.</summary>
    Preparing,

    /// <summary>The engine's process was started and does not run the guest yet.</summary>
    Starting,

    /// <summary>The engine reports that the guest runs.</summary>
    Running,

    /// <summary>The guest's vCPUs are halted.</summary>
    Paused,

    /// <summary>A stop was asked for and the guest is not off yet.</summary>
    Stopping,

    /// <summary>Off.</summary>
    Stopped,

    /// <summary>Could not be brought to its wish; the report's problem says why.</summary>
    Failed,

    /// <summary>Its parts are being removed.</summary>
    Deleting,

    /// <summary>Its host cannot be reached; only the portal uses this.</summary>
    Unknown,
}
