using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Domain.Tests.Networks;

public sealed class CidrTests
{
    [Theory]
    [InlineData("10.0.100.0/24")]
    [InlineData("192.168.0.0/16")]
    [InlineData("10.0.0.4/30")]
    public void A_network_reads_back_as_written(string text) => Assert.Equal(text, Cidr.Parse(text, null).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("10.0.100.1/24")]
    [InlineData("10.0.100.0")]
    [InlineData("10.0.100.0/31")]
    [InlineData("10.0.100.0/7")]
    [InlineData("10.0.100.0/-1")]
    [InlineData("10.0.100/24")]
    [InlineData("1/24")]
    [InlineData("fd00::/64")]
    [InlineData("10.0.100.0/24 ")]
    public void Anything_else_is_refused(string text) => Assert.False(Cidr.TryParse(text, null, out _));

    [Fact]
    public void The_first_address_is_the_gateway_and_guests_follow_it()
    {
        var network = Cidr.Parse("10.0.100.0/24", null);
        Assert.Equal(IPAddress.Parse("10.0.100.1"), network.Gateway);
        Assert.Equal(IPAddress.Parse("10.0.100.2"), network.Guest(0));
        Assert.Equal(IPAddress.Parse("10.0.100.254"), network.Guest(network.GuestAddresses - 1));
        Assert.Null(network.Guest(network.GuestAddresses));
        Assert.Null(network.Guest(-1));
    }

    [Theory]
    [InlineData("10.0.100.0/24", "10.0.0.0/16", true)]
    [InlineData("10.0.100.0/24", "10.0.101.0/24", false)]
    [InlineData("10.0.0.0/8", "10.255.0.0/24", true)]
    public void Overlap_is_symmetric(string left, string right, bool expected)
    {
        Assert.Equal(expected, Cidr.Parse(left, null).Overlaps(Cidr.Parse(right, null)));
        Assert.Equal(expected, Cidr.Parse(right, null).Overlaps(Cidr.Parse(left, null)));
    }

    [Theory]
    [InlineData("192.168.1.20", 24, "192.168.1.0/24", "192.168.1.255")]
    [InlineData("10.9.8.7", 8, "10.0.0.0/8", "10.255.255.255")]
    [InlineData("10.0.0.6", 30, "10.0.0.4/30", "10.0.0.7")]
    public void An_address_and_its_bits_name_a_network(string address, int prefix, string network, string broadcast)
    {
        var cidr = Cidr.Of(Ipv4Address.Parse(address, null), prefix);
        Assert.Equal((network, broadcast), (cidr.ToString(), cidr.Broadcast.ToString()));
    }

    [Theory]
    [InlineData("10.0.100.0", false)]
    [InlineData("10.0.100.1", true)]
    [InlineData("10.0.100.254", true)]
    [InlineData("10.0.100.255", false)]
    [InlineData("10.0.101.1", false)]
    public void A_machine_has_neither_the_first_nor_the_last_address(string address, bool expected)
        => Assert.Equal(expected, Cidr.Parse("10.0.100.0/24", null).HasMachine(Ipv4Address.Parse(address, null)));

    [Fact]
    public void It_contains_its_own_addresses_only()
    {
        var network = Cidr.Parse("10.0.100.0/24", null);
        Assert.True(network.Contains(IPAddress.Parse("10.0.100.77")));
        Assert.False(network.Contains(IPAddress.Parse("10.0.101.77")));
        Assert.False(network.Contains(IPAddress.IPv6Loopback));
    }
}
