using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>What an operator wants a VM to be doing. The wish; the fact is <see cref="VmState"/>.</summary>
[JsonConverter(typeof(CamelCaseEnum<VmPower>))]
public enum VmPower
{
    /// <summary>Off.</summary>
    Stopped,

    /// <summary>On.</summary>
    Running,

    /// <summary>On, with its vCPUs halted and its memory kept.</summary>
    Paused,
}
