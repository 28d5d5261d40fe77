using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Engines;

/// <summary>What executes the guest's instructions.</summary>
[JsonConverter(typeof(CamelCaseEnum<Accelerator>))]
public enum Accelerator
{
    /// <summary>The processor, through KVM.</summary>
    Kvm,

    /// <summary>QEMU's translator; works everywhere, several times slower.</summary>
    Tcg,
}
