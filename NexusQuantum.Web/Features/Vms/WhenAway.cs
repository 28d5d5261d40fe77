using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What a delete does while the machine's host does not answer.</summary>
[JsonConverter(typeof(CamelCaseEnum<WhenAway>))]
public enum WhenAway
{
    /// <summary>Nothing: it is refused and the asker is told why.</summary>
    Refuse,

    /// <summary>The operation waits in the queue until the host is back; it can be cancelled until then.</summary>
    Wait,

    /// <summary>The machine is taken out of the portal now; its host keeps it, and shows it as unknown to the portal when it is back.</summary>
    Forget,
}
