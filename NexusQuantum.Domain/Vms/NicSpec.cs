using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Vms;

/// <summary>One NIC of a VM.</summary>
public sealed record NicSpec
{
    /// <summary>The host's network it joins.</summary>
    public required NetworkId Network { get; init; }

    /// <summary>Its hardware address, given by the portal and never changed.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>The address it was asked to have; null for one that the network gives.</summary>
    public StaticAddress? Address { get; init; }
}
