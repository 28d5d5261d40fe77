using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Vms;

public sealed class EnsureRulesTests
{
    [Theory]
    [InlineData(null, null, 0, true)]
    [InlineData(8, "10.0.0.1", 3, true)]
    [InlineData(30, null, 0, true)]
    [InlineData(7, null, 0, false)]
    [InlineData(31, null, 0, false)]
    [InlineData(24, "10.0.0.9", 0, false)]
    [InlineData(24, "10.0.0.1", 4, false)]
    public void An_address_asked_for_has_the_shape_of_one(int? prefix, string? gateway, int servers, bool good)
    {
        var wish = World.Wish(1, VmPower.Running);
        var asked = new StaticAddress
        {
            Address = Ip("10.0.0.9"),
            Prefix = prefix,
            Gateway = gateway is null ? null : Ip(gateway),
            NameServers = [.. Enumerable.Repeat(Ip("9.9.9.9"), servers)],
        };
        var mistake = EnsureRules.Mistake(wish with { Spec = wish.Spec with { Nics = [new NicSpec { Network = NetworkId.New(), Mac = MacAddress.ForVm([1, 2, 3]), Address = asked }] } });
        Assert.Equal(good ? null : "spec.nics.address", mistake?.Fields?.Keys.Single());
    }

    private static Ipv4Address Ip(string text) => Ipv4Address.Parse(text, null);
}
