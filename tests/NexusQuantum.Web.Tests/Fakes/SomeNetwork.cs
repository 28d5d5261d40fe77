using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>A network of each sort.</summary>
public static class SomeNetwork
{
    /// <summary>Behind address translation, 10.0.100.0/24.</summary>
    public static NetworkFacts Nat() => new() { Id = NetworkId.New(), Name = "default", Mode = NetworkMode.Nat, Bridge = "fcbr0", Range = Cidr.Parse("10.0.100.0/24", null), Gateway = Ipv4Address.Parse("10.0.100.1", null), AddressesUsed = 3, Outbound = true };

    /// <summary>On the network of eno1, 192.168.1.0/24 with its router at .1.</summary>
    public static NetworkFacts Bridged() => new() { Id = NetworkId.New(), Name = "office", Mode = NetworkMode.Bridged, Bridge = "fcbr0", Uplink = "eno1", Range = Cidr.Parse("192.168.1.0/24", null), Gateway = Ipv4Address.Parse("192.168.1.1", null), AddressesUsed = 2, Outbound = true };

    /// <summary>The same where the host itself has no address.</summary>
    public static NetworkFacts Blind() => Bridged() with { Range = null, Gateway = null };

    /// <summary>Inside the engine.</summary>
    public static NetworkFacts User() => new() { Id = NetworkId.New(), Name = "default", Mode = NetworkMode.User, Range = Cidr.Parse("10.0.2.0/24", null), AddressesUsed = 0, Outbound = false };
}
