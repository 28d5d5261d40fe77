using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Addresses;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Why a host may or may not take a machine.</summary>
public sealed class PlacementTests
{
    private const string NoBridge = "The address 10.0.100.1/24 is on another device.";

    private static readonly NetworkFacts Nat = new() { Id = NetworkId.New(), Name = "default", Mode = NetworkMode.Nat, Bridge = "fcbr0", Range = Cidr.Parse("10.0.100.0/24", null), AddressesUsed = 0, Outbound = true };
    private static readonly VmNeed Small = new(1, 128, null, null, null);

    public static TheoryData<string, string?> Verdicts => new()
    {
        { "fits", null },
        { "away", "The connection was refused." },
        { "no report", "It has not reported yet." },
        { "no engine", "It has no engine that could run a machine." },
        { "other network", "It does not have that network." },
        { "broken network", NoBridge },
        { "broken network asked for", NoBridge },
        { "address", "10.0.101.5 lies outside 10.0.100.0/24, the range of the network default: choose one of 10.0.100.2 to 10.0.100.254." },
        { "address without a network", "It has no network on which a machine could have an address." },
        { "address taken", "web-1 has it." },
        { "many vCPUs", "It has 48 processors, 49 vCPUs are asked for." },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_host_is_refused_with_its_reason(string what, string? reason)
    {
        var facts = Some.Facts("fra-a1") with { Networks = [Nat] };
        var broken = facts with { Networks = [Nat with { Unavailable = NoBridge }] };
        (KnownHost host, VmNeed need) = what switch
        {
            "away" => (Host(facts) with { Reachable = false, UnreachableReason = "The connection was refused." }, Small),
            "no report" => (Host(null), Small),
            "no engine" => (Host(facts with { Engines = [] }), Small),
            "other network" => (Host(facts), Small with { Network = NetworkId.New() }),
            "broken network" => (Host(broken), Small),
            "broken network asked for" => (Host(broken), Small with { Network = Nat.Id }),
            "address" => (Host(facts), Small with { Address = At("10.0.101.5") }),
            "address without a network" => (Host(facts with { Networks = [] }), Small with { Address = At("10.0.100.5") }),
            "address taken" => (Host(facts), Small with { Address = At("10.0.100.5"), Taken = ImmutableDictionary<NetworkId, string>.Empty.Add(Nat.Id, "web-1 has it.") }),
            "many vCPUs" => (Host(facts), Small with { Vcpus = 49 }),
            _ => (Host(facts), Small),
        };
        Assert.Equal(reason, Placement.WhyNot(host, 0, need));
    }

    [Fact]
    public void The_host_with_the_most_free_memory_is_chosen()
    {
        var (one, other) = (Host(Some.Facts("one")), Host(Some.Facts("other")));
        var promised = ImmutableDictionary<HostId, long>.Empty.Add(one.Id, 32 * 1024);
        Assert.Equal(other.Id, Assert.Single(Placement.Judge([one, other], promised, Small, only: null), host => host.Chosen).Id);
        Assert.Equal(one.Id, Assert.Single(Placement.Judge([one, other], promised, Small, only: one.Id), host => host.Chosen).Id);
    }

    [Fact]
    public void What_is_promised_cannot_be_given_twice()
        => Assert.StartsWith("It has 0 B of memory to give", Placement.WhyNot(Host(Some.Facts("fra-a1")), 64 * 1024, Small), StringComparison.Ordinal);

    private static AddressWish At(string address) => new(Ipv4Address.Parse(address, null), null, null, []);

    private static KnownHost Host(HostFacts? facts) => new() { Id = HostId.New(), Name = facts?.HostName ?? "new", Address = "10.0.0.11:9090", JoinedAt = Some.Now, Reachable = true, Facts = facts };
}
