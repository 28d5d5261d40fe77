using System.Net;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

public sealed class NftRulesTests
{
    private static readonly BridgeLayout Layout = new("fcbr0", Cidr.Parse("10.0.100.0/24", null), IPAddress.Parse("10.0.100.1"));

    private static readonly Lease[] Two =
    [
        new(VmId.Parse("0198f2c0-0000-7000-8000-0123456789ab", null), MacAddress.Parse("52:54:00:00:00:01", null), 0, "10.0.100.2"),
        new(VmId.Parse("0198f2c0-0000-7000-8000-0123456789ac", null), MacAddress.Parse("52:54:00:00:00:02", null), 0, "10.0.100.3"),
    ];

    [Fact]
    public void Rules_without_guests() => Recorded.Same("rules-empty.nft", NftRules.Build(Layout, []));

    [Fact]
    public void Rules_with_two_guests() => Recorded.Same("rules-two.nft", NftRules.Build(Layout, Two));

    [Theory]
    [InlineData(null)]
    [InlineData("192.0.2.9")]
    [InlineData("10.0.100.1")]
    public void A_machine_with_an_address_of_another_network_sends_nothing(string? address)
    {
        var rules = NftRules.Build(Layout, [Two[0] with { Address = address }]);
        Assert.Contains("    chain nq123456789ab0 {\n        drop\n    }\n", rules, StringComparison.Ordinal);
        Assert.Contains("\"nq123456789ab0\" : jump nq123456789ab0", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void Dnsmasq_arguments_and_hosts() => Recorded.Same(
        "dnsmasq.txt", string.Join('\n', DnsmasqFiles.Arguments(Layout, "/srv/fc/agent/network/dnsmasq", "/run/nexus-0123456789ab.hosts", "dnsmasq")) + "\n--\n" + DnsmasqFiles.Hosts(Two));

    [Fact]
    public async Task The_kernel_takes_the_rules_twice() => await NetNamespace.RunAsync(async () =>
    {
        var token = TestContext.Current.CancellationToken;
        for (var i = 0; i < 2; i++)
        {
            var done = await IpTool.NftAsync(NftRules.Build(Layout, Two), token);
            Assert.True(done.Ok, done.Error?.Message);
        }

        Assert.True((await IpTool.NftAsync(NftRules.Remove(Layout.Bridge), token)).Ok);
        Assert.Equal(string.Empty, (await NetNamespace.ShellAsync("nft", "list", "ruleset")).Trim());
    });
}
