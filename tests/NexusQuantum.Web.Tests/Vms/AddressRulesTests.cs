using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Addresses;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>What can be asked for on which network, and what is said when it cannot.</summary>
public sealed class AddressRulesTests
{
    private static readonly ImmutableArray<OwnAddress> Own = [new("192.168.1.9", "fcbr0"), new("fe80::1", "fcbr0")];

    [Theory]
    [InlineData("nat", "10.0.100.50", null, "", "10.0.100.50 via  names ")]
    [InlineData("nat", "10.0.100.50/24", null, "", "10.0.100.50 via  names ")]
    [InlineData("nat", "10.0.100.254", null, "", "10.0.100.254 via  names ")]
    [InlineData("bridged", "192.168.1.20", null, "", "192.168.1.20/24 via 192.168.1.1 names 192.168.1.1")]
    [InlineData("bridged", " 192.168.1.20/24 ", null, "9.9.9.9 149.112.112.112", "192.168.1.20/24 via 192.168.1.1 names 9.9.9.9 149.112.112.112")]
    [InlineData("bridged", "192.168.1.20", "192.168.1.254", "", "192.168.1.20/24 via 192.168.1.254 names ")]
    [InlineData("bridged", "172.16.0.9/16", null, "", "172.16.0.9/16 via  names ")]
    [InlineData("bridged", "172.16.0.9/16", "172.16.255.254", "", "172.16.0.9/16 via 172.16.255.254 names ")]
    [InlineData("blind", "192.168.1.20/24", null, "", "192.168.1.20/24 via  names ")]
    [InlineData("blind", "192.168.1.21/30", "192.168.1.22", "192.168.1.22", "192.168.1.21/30 via 192.168.1.22 names 192.168.1.22")]
    public void What_is_left_out_is_filled_in(string where, string address, string? gateway, string servers, string? expected)
        => Assert.Equal(expected, Fit(where, address, gateway, servers).Value is { } made ? $"{NetworkWords.Address(made)} via {made.Gateway} names {string.Join(' ', made.NameServers)}" : null);

    [Theory]
    [InlineData("nat", "10.0.101.5", null, "", "ipAddress", "10.0.101.5 lies outside 10.0.100.0/24, the range of the network default: choose one of 10.0.100.2 to 10.0.100.254.")]
    [InlineData("nat", "10.0.100.1", null, "", "ipAddress", "10.0.100.1 is the network's router: choose")]
    [InlineData("nat", "10.0.100.0", null, "", "ipAddress", "10.0.100.0 is the name of the network 10.0.100.0/24 itself: choose")]
    [InlineData("nat", "10.0.100.255", null, "", "ipAddress", "10.0.100.255 is the broadcast address of 10.0.100.0/24: choose")]
    [InlineData("nat", "10.0.100.5/16", null, "", "ipAddress", "/16 was written, but the network default is 10.0.100.0/24: write /24, or leave it out.")]
    [InlineData("nat", "10.0.100.5", "10.0.100.1", "", "gateway", "leave gateway out")]
    [InlineData("nat", "10.0.100.5", null, "9.9.9.9", "nameServers", "leave nameServers out")]
    [InlineData("old nat", "10.0.100.1", null, "", "ipAddress", "10.0.100.1 is the network's router")]
    [InlineData("bridged", "172.16.0.9", null, "", "ipAddress", "172.16.0.9 lies outside 192.168.1.0/24, the range its host is in: write how many bits its network has too, like 172.16.0.9/24.")]
    [InlineData("bridged", "192.168.1.1", null, "", "ipAddress", "192.168.1.1 is the network's router: choose another of 192.168.1.0/24.")]
    [InlineData("bridged", "192.168.1.1", "192.168.1.254", "", "ipAddress", "192.168.1.1 is the network's router")]
    [InlineData("bridged", "192.168.1.255", null, "", "ipAddress", "broadcast address")]
    [InlineData("bridged", "192.168.1.9", null, "", "ipAddress", "192.168.1.9 is the host's own: choose another of 192.168.1.0/24.")]
    [InlineData("bridged", "192.168.1.20", "192.168.2.1", "", "gateway", "A machine 192.168.1.20/24 cannot reach the router 192.168.2.1: name one in 192.168.1.0/24.")]
    [InlineData("bridged", "192.168.1.20", "192.168.1.255", "", "gateway", "cannot reach the router")]
    [InlineData("bridged", "192.168.1.20", "192.168.1.20", "", "gateway", "192.168.1.20 is the machine's own address")]
    [InlineData("blind", "192.168.1.20", null, "", "ipAddress", "The range of the network office is known to its router alone: write how many bits")]
    [InlineData("blind", "192.168.1.20/30", null, "", "ipAddress", "192.168.1.20 is the name of the network 192.168.1.20/30 itself")]
    [InlineData("user", "10.0.2.20", null, "", "ipAddress", "The network default is in user mode")]
    public void What_a_network_cannot_give_is_told_with_the_fix(string where, string address, string? gateway, string servers, string field, string begins)
    {
        var mistake = Assert.Single(Fit(where, address, gateway, servers).Error!.Fields!);
        Assert.Equal(field, mistake.Key);
        Assert.Contains(begins, Assert.Single(mistake.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
        => Assert.Equal(["gateway", "ipAddress", "nameServers"], Fit("nat", "10.0.101.5/16", "10.0.100.1", "9.9.9.9").Error!.Fields!.Keys.Order(StringComparer.Ordinal));

    private static Domain.Errors.Result<StaticAddress> Fit(string where, string address, string? gateway, string servers)
    {
        var input = new VmInput();
        var wish = AddressWish.Read(new CreateVmRequest { IpAddress = address, Gateway = gateway, NameServers = [.. servers.Split(' ', StringSplitOptions.RemoveEmptyEntries)] }, input);
        Assert.Null(input.Error);
        var network = where switch
        {
            "nat" => SomeNetwork.Nat(),
            "old nat" => SomeNetwork.Nat() with { Gateway = null },
            "bridged" => SomeNetwork.Bridged(),
            "blind" => SomeNetwork.Blind(),
            _ => SomeNetwork.User(),
        };
        return AddressRules.Fit(wish!, network, Own); // read without a mistake
    }
}
