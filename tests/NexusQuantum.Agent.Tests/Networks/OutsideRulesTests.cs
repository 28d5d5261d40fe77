using System.Net;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

public sealed class OutsideRulesTests
{
    private static readonly OutsideView View = new()
    {
        Bridge = "fcbr0",
        Index = 4,
        Ports = ["eth1", "veth7"],
        Uplink = "eth1",
        HasCarrier = true,
        Addresses = [(IPAddress.Parse("192.0.2.5"), 24)],
        Gateway = IPAddress.Parse("192.0.2.1"),
        LinkLocal = IPAddress.Parse("fe80::be24:11ff:fe00:5"),
        Routers = [IPAddress.Parse("fe80::1")],
    };

    private static readonly Lease[] Two =
    [
        new(VmId.Parse("0198f2c0-0000-7000-8000-0123456789ab", null), MacAddress.Parse("52:54:00:00:00:01", null), 0, null),
        new(VmId.Parse("0198f2c0-0000-7000-8000-0123456789ac", null), MacAddress.Parse("52:54:00:00:00:02", null), 0, "192.0.2.9") { Asked = true },
    ];

    [Fact]
    public void Rules_without_guests() => Recorded.Same("outside-empty.nft", OutsideRules.Build(View, []));

    [Fact]
    public void Rules_with_one_guest_of_the_router_and_one_with_an_address_asked_for() => Recorded.Same("outside-two.nft", OutsideRules.Build(View, Two));

    [Fact]
    public void An_address_of_another_kind_of_network_is_not_pinned()
        => Assert.DoesNotContain("10.0.100.2", OutsideRules.Build(View, [Two[0] with { Address = "10.0.100.2" }]));

    [Theory]
    [InlineData(true, 2)]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    [InlineData(false, 0)]
    public async Task The_kernel_takes_the_rules_twice(bool known, int guests) => await NetNamespace.RunAsync(async () =>
    {
        var token = TestContext.Current.CancellationToken;
        var view = known ? View : new OutsideView { Bridge = "fcbr0" };
        for (var i = 0; i < 2; i++)
        {
            var done = await IpTool.NftAsync(OutsideRules.Build(view, Two[..guests]), token);
            Assert.True(done.Ok, done.Error?.Message);
        }

        Assert.True((await IpTool.NftAsync(NftRules.Remove(view.Bridge), token)).Ok);
        Assert.Equal(string.Empty, (await NetNamespace.ShellAsync("nft", "list", "ruleset")).Trim());
    });

    [Theory]
    [InlineData("52:54:00:12:34:56", "fe80::5054:ff:fe12:3456")]
    [InlineData("02:00:00:00:00:01", "fe80::ff:fe00:1")]
    [InlineData("34:56:78:9a:bc:de", "fe80::3656:78ff:fe9a:bcde")]
    public void A_link_local_address_follows_from_the_hardware_address(string mac, string address)
        => Assert.Equal(IPAddress.Parse(address), LinkLocal.Of(MacAddress.Parse(mac, null)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.0/24")]
    [InlineData("10.0.100.1", "10.0.100.0/24")]
    [InlineData(null, "10.0.100.0/24")]
    public void The_range_is_the_one_with_the_router_in_it(string? gateway, string range)
        => Assert.Equal(range, (View with
        {
            Gateway = gateway is null ? null : IPAddress.Parse(gateway),
            Addresses = [(IPAddress.Parse("10.0.100.7"), 24), (IPAddress.Parse("192.0.2.5"), 24)],
        }).Range.ToString());
}
