using System.Collections.Immutable;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>What this host joins, and as what.</summary>
/// <param name="Manager">The portal.</param>
/// <param name="Token">Its token.</param>
/// <param name="HostName">The name proposed.</param>
/// <param name="Address"><c>address:port</c> where the portal shall dial; without an address it chooses.</param>
internal sealed record JoinOrder(Uri Manager, JoinToken Token, string HostName, string Address)
{
    /// <summary>The host's addresses, for a person to choose from.</summary>
    public ImmutableArray<OwnAddress> Addresses { get; init; } = [];

    /// <summary>Whether an identity of an earlier join is left: it is replaced when the portal said yes, and not before.</summary>
    public bool Anew { get; init; }
}
