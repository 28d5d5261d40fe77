using System.Collections.Immutable;

namespace NexusQuantum.Domain.Networks;

/// <summary>
/// The address a NIC was asked to have, instead of one that its network gives. Behind address translation the address alone: prefix,
/// gateway and name server are the network's. On a bridged network all of it, because only that network's router knows the rest.
/// </summary>
public sealed record StaticAddress
{
    /// <summary>How many name servers resolv.conf(5) reads.</summary>
    public const int MaxNameServers = 3;

    /// <summary>Fewest network bits that can be asked for.</summary>
    public const int MinPrefix = 8;

    /// <summary>Most network bits that can be asked for: with more there is no room for a router.</summary>
    public const int MaxPrefix = 30;

    /// <summary>The address.</summary>
    public required Ipv4Address Address { get; init; }

    /// <summary>Number of network bits, 8 to 30; null behind address translation.</summary>
    public int? Prefix { get; init; }

    /// <summary>The router; null for none, and behind address translation.</summary>
    public Ipv4Address? Gateway { get; init; }

    /// <summary>At most <see cref="MaxNameServers"/>; none behind address translation.</summary>
    public ImmutableArray<Ipv4Address> NameServers { get => field.IsDefault ? [] : field; init; } = [];
}
