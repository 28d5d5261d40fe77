using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Preflight;

/// <summary>How a check came out.</summary>
[JsonConverter(typeof(CamelCaseEnum<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>The requirement is met.</summary>
    Pass,

    /// <summary>Not met, and not required; or met with a reservation.</summary>
    Warn,

    /// <summary>A required one that is not met, or could not be measured.</summary>
    Fail,

    /// <summary>It does not concern this host; the message says why.</summary>
    NotApplicable,
}
