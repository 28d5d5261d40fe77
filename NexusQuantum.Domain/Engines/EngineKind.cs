using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Engines;

/// <summary>The programs that run VMs.</summary>
[JsonConverter(typeof(CamelCaseEnum<EngineKind>))]
public enum EngineKind
{
    /// <summary>QEMU (qemu-system-x86_64).</summary>
    Qemu,
}
