using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>The things an operator can do to a VM's power.</summary>
[JsonConverter(typeof(CamelCaseEnum<VmVerb>))]
public enum VmVerb
{
    /// <summary>Turn on.</summary>
    Start,

    /// <summary>Turn off: ask the guest, and cut the power after the grace time.</summary>
    Stop,

    /// <summary>Cut the power.</summary>
    ForceStop,

    /// <summary>Stop gracefully, then start with the current spec.</summary>
    Restart,

    /// <summary>Reset like the button on the case.</summary>
    Reset,

    /// <summary>Halt the vCPUs.</summary>
    Pause,

    /// <summary>Let the vCPUs run on.</summary>
    Resume,

    /// <summary>Remove the VM and its disks.</summary>
    Delete,
}
