using System.Collections.Immutable;
using Bunit;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>What a machine's page says of its address: asked for, given, or still to come.</summary>
public sealed class MachineAddressTests
{
    private static readonly StaticAddress Asked = new() { Address = Ipv4Address.Parse("192.168.1.20", null), Prefix = 24, Gateway = Ipv4Address.Parse("192.168.1.1", null), NameServers = [Ipv4Address.Parse("9.9.9.9", null)] };

    [Theory]
    [InlineData(NetworkMode.Nat, "10.0.100.14", false, true, "10.0.100.14")]
    [InlineData(NetworkMode.Nat, "", false, true, "–")]
    [InlineData(NetworkMode.Bridged, "192.168.1.77 172.17.0.1", false, true, "192.168.1.77, 172.17.0.1 given by its router")]
    [InlineData(NetworkMode.Bridged, "", false, true, "asked its network, no answer yet")]
    [InlineData(NetworkMode.Bridged, "", false, false, "known to its router: no guest agent tells it")]
    [InlineData(NetworkMode.Bridged, "192.168.1.20", true, true, "192.168.1.20 fixed")]
    [InlineData(NetworkMode.Bridged, "", true, true, "192.168.1.20/24 fixed, not reported yet")]
    [InlineData(NetworkMode.Bridged, "192.168.1.99", true, true, "192.168.1.99 asked for 192.168.1.20/24")]
    [InlineData(NetworkMode.User, "10.0.2.15", false, true, "10.0.2.15")]
    public async Task A_running_machine_says_which_address_it_has_and_why(NetworkMode mode, string reported, bool asked, bool guest, string expected)
    {
        await using var stage = new Stage();
        var vm = Some.Vm() with
        {
            Network = new VmNetworkRef(NetworkId.New(), "office", mode),
            IpAddresses = [.. reported.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            StaticAddress = asked ? Asked : null,
            Guest = guest ? new GuestFacts { ConnectedAt = Some.Now, LastSeenAt = Some.Now, Version = "0.1.0", ShellReachable = true } : null,
        };
        Assert.Equal(expected, Fact(stage, vm, "Address"));
    }

    [Fact]
    public async Task A_stopped_machine_says_which_address_it_will_have()
    {
        await using var stage = new Stage();
        var vm = Some.Vm(state: VmState.Stopped, power: VmPower.Stopped) with { Network = new VmNetworkRef(NetworkId.New(), "office", NetworkMode.Bridged) };
        Assert.Equal("–", Fact(stage, vm, "Address"));
        Assert.Equal("192.168.1.20/24 fixed", Fact(stage, vm with { StaticAddress = Asked }, "Address"));
        Assert.Equal("192.168.1.1, names by 9.9.9.9", Fact(stage, vm with { StaticAddress = Asked }, "Router"));
    }

    [Fact]
    public async Task Its_network_is_named_as_far_as_it_is_known()
    {
        await using var stage = new Stage();
        Assert.Equal("office, behind address translation", Fact(stage, Some.Vm() with { Network = new VmNetworkRef(NetworkId.New(), "office", NetworkMode.Nat) }, "Network"));
        Assert.Equal("not told by its host", Fact(stage, Some.Vm() with { Network = new VmNetworkRef(NetworkId.New(), null, null) }, "Network"));
    }

    private static string Fact(Stage stage, VmView vm, string word)
    {
        stage.Vms.Put(vm);
        var page = stage.Open<MachinePage>(VmPaths.One(vm.Id), with => with.Add(page => page.Id, vm.Id.Value));
        var term = page.FindAll("dl.facts dt").Single(term => term.TextContent == word);
        return string.Join(' ', term.NextElementSibling!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // each term has its fact
    }
}
