using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Networks;

/// <summary>How guests of a network reach the outside.</summary>
[JsonConverter(typeof(CamelCaseEnum<NetworkMode>))]
public enum NetworkMode
{
    /// <summary>A bridge of the host behind address translation; guests get addresses of the network's range.</summary>
    Nat,

    /// <summary>A bridge of the host that carries one of its network adapters: guests are on the network beyond the host, visible there, with addresses of its router.</summary>
    Bridged,

    /// <summary>User-mode networking inside the engine, for agents that may not make bridges: no way in but to the guest agent, and none out.</summary>
    User,
}
