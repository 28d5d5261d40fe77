using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Operations;

/// <summary>How far a piece of long work is.</summary>
[JsonConverter(typeof(CamelCaseEnum<OperationStatus>))]
public enum OperationStatus
{
    /// <summary>Waiting for a runner.</summary>
    Queued,

    /// <summary>A runner holds its lease.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Ended with a problem.</summary>
    Failed,

    /// <summary>Ended because someone asked, its finished steps undone.</summary>
    Cancelled,
}
