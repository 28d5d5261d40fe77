using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>The bridge as it stands.</summary>
/// <param name="Bridge">Its name.</param>
/// <param name="Range">The guests' range.</param>
/// <param name="Gateway">The host's address in it, usually the first.</param>
internal sealed record BridgeLayout(string Bridge, Cidr Range, IPAddress Gateway)
{
    /// <summary>Whether a machine can have this address here: none of network, broadcast and gateway.</summary>
    public bool Gives(IPAddress address) => Ipv4Address.From(address) is { } machine && Range.HasMachine(machine) && !address.Equals(Gateway);
}
