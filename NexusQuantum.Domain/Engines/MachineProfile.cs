using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Engines;

/// <summary>The shape of the virtual machine.</summary>
[JsonConverter(typeof(CamelCaseEnum<MachineProfile>))]
public enum MachineProfile
{
    /// <summary>QEMU's microvm with ACPI: virtio over mmio, quickest start, no hot-plug.</summary>
    Microvm,

    /// <summary>q35: PCI Express, hot-plug, slower start.</summary>
    Standard,
}
