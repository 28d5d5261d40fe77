using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Web.Data.Audit;

/// <summary>What became of an act.</summary>
[JsonConverter(typeof(CamelCaseEnum<AuditOutcome>))]
public enum AuditOutcome
{
    /// <summary>It was done, or began as an operation.</summary>
    Accepted,

    /// <summary>The caller was told no.</summary>
    Refused,

    /// <summary>The portal, or what it needs, could not.</summary>
    Failed,
}
