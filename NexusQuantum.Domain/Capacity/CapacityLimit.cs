using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Capacity;

/// <summary>What ends first on a host.</summary>
[JsonConverter(typeof(CamelCaseEnum<CapacityLimit>))]
public enum CapacityLimit
{
    /// <summary>Memory to promise.</summary>
    Memory,

    /// <summary>Processors: too few for one machine, or for all by <see cref="CapacityRules.VcpusPerProcessor"/>.</summary>
    Vcpus,

    /// <summary>Room where machines lie.</summary>
    Disk,

    /// <summary>The host itself: nothing can be placed there.</summary>
    Host,
}
