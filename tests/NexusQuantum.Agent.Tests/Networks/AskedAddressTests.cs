using System.Net;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

public sealed class AskedAddressTests
{
    [Theory]
    [InlineData("10.0.100.9", null, null, null)]
    [InlineData("10.0.100.254", 24, "10.0.100.1", null)]
    [InlineData("10.0.101.9", null, null, "address-outside")]
    [InlineData("10.0.100.0", null, null, "address-outside")]
    [InlineData("10.0.100.255", null, null, "address-outside")]
    [InlineData("10.0.100.1", null, null, "address-outside")]
    [InlineData("10.0.100.9", 16, null, "address-unsupported")]
    [InlineData("10.0.100.9", null, "10.0.100.2", "address-unsupported")]
    public void Behind_translation_it_is_one_of_the_range(string address, int? prefix, string? gateway, string? refusal)
        => Refused(NetworkMode.Nat, "10.0.100.0/24", "10.0.100.1", address, prefix, gateway, refusal);

    [Theory]
    [InlineData("192.0.2.9", 24, "192.0.2.1", null)]
    [InlineData("192.0.2.9", 24, null, null)]
    [InlineData("198.51.100.9", 24, null, null)]
    [InlineData("192.0.2.9", null, "192.0.2.1", "address-incomplete")]
    [InlineData("192.0.2.9", 31, null, "address-incomplete")]
    [InlineData("192.0.2.0", 24, null, "address-outside")]
    [InlineData("192.0.2.255", 24, null, "address-outside")]
    [InlineData("192.0.2.127", 25, null, "address-outside")]
    [InlineData("192.0.2.9", 24, "192.0.3.1", "address-outside")]
    [InlineData("192.0.2.9", 24, "192.0.2.9", "address-outside")]
    [InlineData("192.0.2.1", 24, null, "address-taken")]
    public void On_the_outside_network_it_comes_with_its_prefix(string address, int? prefix, string? gateway, string? refusal)
        => Refused(NetworkMode.Bridged, "192.0.2.0/24", "192.0.2.1", address, prefix, gateway, refusal);

    [Fact]
    public void User_mode_has_none() => Refused(NetworkMode.User, "10.0.2.0/24", null, "10.0.2.20", null, null, "address-unsupported");

    [Fact]
    public void A_name_server_of_its_own_is_for_the_outside_network()
    {
        var asked = new StaticAddress { Address = Ip("10.0.100.9"), NameServers = [Ip("9.9.9.9")] };
        Assert.Equal("address-unsupported", AskedAddress.Refusal(Network(NetworkMode.Nat, "10.0.100.0/24", "10.0.100.1"), asked)?.Type);
        Assert.Null(AskedAddress.Refusal(Network(NetworkMode.Bridged, "10.0.100.0/24", "10.0.100.1"), asked with { Prefix = 24 }));
    }

    [Fact]
    public void One_NIC_has_an_address()
    {
        var layout = new BridgeLayout("fcbr0", Cidr.Parse("10.0.100.0/24", null), IPAddress.Parse("10.0.100.1"));
        var mine = Lease(1, "10.0.100.2");
        var other = Lease(2, "10.0.100.3");
        var asked = new StaticAddress { Address = Ip("10.0.100.3") };

        Assert.Equal("address-taken", AddressPool.Choose(layout, mine, asked, [other]).Error?.Type);
        Assert.Equal(mine with { Address = "10.0.100.3", Asked = true }, AddressPool.Choose(layout, mine, asked, []).Value);
        Assert.Equal(mine, AddressPool.Choose(layout, mine with { Asked = true }, null, [other]).Value);
        Assert.Equal("10.0.100.4", AddressPool.Choose(layout, mine with { Address = null }, null, [other, Lease(3, "10.0.100.2")]).Value?.Address);
        Assert.Equal("10.0.100.2", AddressPool.Choose(layout, mine with { Address = "192.0.2.9" }, null, [other]).Value?.Address);
    }

    private static void Refused(NetworkMode mode, string range, string? router, string address, int? prefix, string? gateway, string? refusal)
    {
        var error = AskedAddress.Refusal(
            Network(mode, range, router), new StaticAddress { Address = Ip(address), Prefix = prefix, Gateway = gateway is null ? null : Ip(gateway) });
        Assert.Equal(refusal, error?.Type);
        Assert.Equal(refusal is null, error?.Fix is null);
    }

    private static NetworkFacts Network(NetworkMode mode, string range, string? router) => new()
    {
        Id = NetworkId.New(),
        Name = "default",
        Mode = mode,
        Range = Cidr.Parse(range, null),
        Gateway = router is null ? null : Ip(router),
        AddressesUsed = 0,
        Outbound = true,
    };

    private static Ipv4Address Ip(string text) => Ipv4Address.Parse(text, null);

    private static Lease Lease(byte number, string? address) => new(VmId.New(), MacAddress.ForVm([0, 0, number]), 0, address);
}
