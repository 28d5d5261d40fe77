using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Preflight;

/// <summary>How much a requirement weighs.</summary>
[JsonConverter(typeof(CamelCaseEnum<CheckLevel>))]
public enum CheckLevel
{
    /// <summary>Without it no VM runs well, or none at all: a failure stops an installation and new VMs.</summary>
    Required,

    /// <summary>It works without, less well: a failure is shown as a warning.</summary>
    Recommended,

    /// <summary>Needed for one feature only.</summary>
    Optional,
}
