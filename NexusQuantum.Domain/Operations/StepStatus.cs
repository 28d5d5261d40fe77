using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Operations;

/// <summary>How far one step is.</summary>
[JsonConverter(typeof(CamelCaseEnum<StepStatus>))]
public enum StepStatus
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Being done.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Ended with a problem.</summary>
    Failed,

    /// <summary>Not needed, measured to be so.</summary>
    Skipped,
}
