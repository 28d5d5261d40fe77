using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

public sealed class HostNetworksTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("nq-engine-net-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    // A new namespace takes over what the host forwards at that moment, so both beginnings are set here.
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public Task Everything_is_made_once_and_removed_whole(string forwarding) => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("sh", "-c", "echo " + forwarding + " >/proc/sys/net/ipv4/ip_forward");
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "veth", "peer", "name", "up1");
        await NetNamespace.ShellAsync("ip", "addr", "add", "192.0.2.2/24", "dev", "up0");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "up1", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "up1", "up");
        await NetNamespace.ShellAsync("ip", "route", "add", "default", "via", "192.0.2.1");
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        await networks.EnsureAsync(Token);

        var facts = Assert.Single(networks.Facts);
        Assert.Null(facts.Note);
        Assert.Equal(NetworkMode.Nat, facts.Mode);
        Assert.Equal("10.0.100.0/24", facts.Range.ToString());
        Assert.True(facts.Outbound);

        var vm = VmId.New();
        var nic = new NicSpec { Network = facts.Id, Mac = MacAddress.ForVm([1, 2, 3]) };
        var first = await networks.AttachAsync(vm, nic, 0, Token);
        var again = await networks.AttachAsync(vm, nic, 0, Token);
        Assert.True(first.Ok, first.Error?.Message);
        Assert.Equal(first.Value with { NameServers = [] }, again.Value! with { NameServers = [] }); // the first came, so did this
        Assert.Equal(first.Value.NameServers, again.Value!.NameServers); // as above
        Assert.Equal(IPAddress.Parse("10.0.100.2"), first.Value.Address);
        Assert.Contains(first.Value.Tap!, await NetNamespace.ShellAsync("ip", "link", "show", "master", "fcbr0"));
        Assert.NotNull(networks.ReadCounters(vm));

        await networks.RemoveAsync(Token);
        var left = await NetNamespace.ShellAsync("ip", "-br", "link");
        Assert.DoesNotContain("fcbr0", left);
        Assert.DoesNotContain("nq", left);
        Assert.Equal(string.Empty, (await NetNamespace.ShellAsync("nft", "list", "ruleset")).Trim());
        Assert.Equal(forwarding, (await NetNamespace.ShellAsync("cat", "/proc/sys/net/ipv4/ip_forward")).Trim());
        Assert.Null(PidRecord.Read(Path.Combine(_state, "dnsmasq", "dnsmasq.pid")));
    });

    [Fact]
    public Task An_address_another_machine_had_leads_to_its_new_owner_at_once() => NetNamespace.RunAsync(async () =>
    {
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        await NetNamespace.ShellAsync("ip", "neigh", "replace", "10.0.100.2", "lladdr", "02:00:00:00:00:99", "dev", "fcbr0", "nud", "reachable");
        var mac = MacAddress.ForVm([1, 2, 3]);

        var attached = await networks.AttachAsync(VmId.New(), new NicSpec { Network = Assert.Single(networks.Facts).Id, Mac = mac }, 0, Token);

        Assert.True(attached.Ok, attached.Error?.Message);
        Assert.Contains($"10.0.100.2 lladdr {mac}", await NetNamespace.ShellAsync("ip", "neigh", "show", "dev", "fcbr0"));
        await networks.RemoveAsync(Token);
    });

    [Fact]
    public Task A_taken_range_is_left_alone() => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "veth", "peer", "name", "up1");
        await NetNamespace.ShellAsync("ip", "addr", "add", "10.0.100.77/23", "dev", "up0");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "up1", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "up1", "up");
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        Assert.Equal("10.0.102.0/24", networks.Facts[0].Range.ToString());
        await networks.RemoveAsync(Token);
    });

    [Fact]
    public Task An_existing_bridge_keeps_its_range() => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("ip", "link", "add", "fcbr0", "type", "bridge");
        await NetNamespace.ShellAsync("ip", "addr", "add", "172.20.0.254/24", "dev", "fcbr0");
        await NetNamespace.ShellAsync("ip", "link", "set", "fcbr0", "up");
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        var facts = networks.Facts[0];
        Assert.Equal("172.20.0.0/24", facts.Range.ToString());
        var nic = await networks.AttachAsync(VmId.New(), new NicSpec { Network = facts.Id, Mac = MacAddress.ForVm([1, 2, 3]) }, 0, Token);
        Assert.Equal("172.20.0.254", nic.Value!.Gateway?.ToString());
        await networks.RemoveAsync(Token);
        Assert.Contains("fcbr0", await NetNamespace.ShellAsync("ip", "-br", "link"));
    });

    [Fact]
    public Task A_bridge_to_the_outside_is_not_served() => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("ip", "link", "add", "fcbr0", "type", "bridge");
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "ifb");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "master", "fcbr0");
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        Assert.Equal(NetworkMode.User, networks.Facts[0].Mode);
        Assert.Contains("up0", networks.Facts[0].Note);
    });

    [Fact]
    public Task A_bridge_or_nothing_is_no_user_mode() => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("ip", "link", "add", "fcbr0", "type", "ifb");
        await using (var networks = Make(bridgeOnly: true))
        {
            await networks.EnsureAsync(Token);
            var facts = Assert.Single(networks.Facts);
            Assert.Equal((NetworkMode.Nat, false, "10.0.100.0/24"), (facts.Mode, facts.Outbound, facts.Range.ToString()));
            Assert.Contains("fcbr0 exists and is not a bridge", facts.Unavailable);
            Assert.Contains("Fix: Choose another name (FC_BRIDGE), then start the agent again.", facts.Unavailable);
            Assert.Equal(facts.Unavailable, facts.Note);
            var nic = await networks.AttachAsync(VmId.New(), new NicSpec { Network = facts.Id, Mac = MacAddress.ForVm([1, 2, 3]) }, 0, Token);
            Assert.Equal(("network-unavailable", facts.Unavailable), (nic.Error?.Type, nic.Error?.Message));
        }

        await NetNamespace.ShellAsync("ip", "link", "del", "fcbr0");
        await using var again = Make(bridgeOnly: true);
        await again.EnsureAsync(Token);
        Assert.Null(again.Facts[0].Unavailable);
        Assert.Equal("fcbr0", again.Facts[0].Bridge);
        await again.RemoveAsync(Token);
    });

    [Fact]
    public async Task User_mode_says_what_its_guests_do_not_have()
    {
        await using var networks = new HostNetworks(new NetworkOptions { StateDirectory = _state, UserMode = true }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
        await networks.EnsureAsync(Token);
        var facts = Assert.Single(networks.Facts);
        Assert.Equal((NetworkMode.User, false, null), (facts.Mode, facts.Outbound, facts.Unavailable));
        Assert.Contains("NEXUS_NETWORK_MODE=user", facts.Note);
        Assert.Contains("reach nothing outside", facts.Note);
    }

    [Fact]
    public Task Addresses_survive_the_agent_and_strays_do_not() => NetNamespace.RunAsync(async () =>
    {
        var kept = VmId.New();
        var gone = VmId.New();
        NetworkId id;
        string? tap;
        await using (var before = Make())
        {
            await before.EnsureAsync(Token);
            id = before.Facts[0].Id;
            await before.AttachAsync(gone, new NicSpec { Network = id, Mac = MacAddress.ForVm([1, 1, 1]) }, 0, Token);
            tap = (await before.AttachAsync(kept, new NicSpec { Network = id, Mac = MacAddress.ForVm([2, 2, 2]) }, 0, Token)).Value!.Tap;
        }

        // The name server outlives the agent that started it, because a tap does.
        var server = PidRecord.Read(Path.Combine(_state, "dnsmasq", "dnsmasq.pid"));
        Assert.NotNull(server);
        Assert.True(server.Lives);

        await using var after = Make();
        await after.EnsureAsync(Token);
        Assert.Equal(server, PidRecord.Read(Path.Combine(_state, "dnsmasq", "dnsmasq.pid")));
        Assert.Equal(id, after.Facts[0].Id);
        await after.SweepAsync(new HashSet<VmId> { kept }, Token);
        Assert.Equal(1, after.Facts[0].AddressesUsed);
        var links = await NetNamespace.ShellAsync("ip", "-br", "link");
        Assert.Contains(tap!, links);
        Assert.Single(links.Split('\n'), line => line.StartsWith("nq", StringComparison.Ordinal));
        var back = await after.AttachAsync(kept, new NicSpec { Network = id, Mac = MacAddress.ForVm([2, 2, 2]) }, 0, Token);
        Assert.Equal("10.0.100.3", back.Value!.Address?.ToString());
        await after.RemoveAsync(Token);
        Assert.False(server.Lives);
    });

    [Fact]
    public Task A_lease_given_while_the_name_server_is_down_is_known_to_the_next() => NetNamespace.RunAsync(async () =>
    {
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        var server = PidRecord.Read(Path.Combine(_state, "dnsmasq", "dnsmasq.pid"));
        using (var process = DetachedProcess.Open(server!, TimeProvider.System)) // made above
        {
            process!.Kill(); // it lives
            await process.Ended.WaitAsync(TimeSpan.FromSeconds(10), Token);
        }

        var mac = MacAddress.ForVm([9, 8, 7]);
        Assert.True((await networks.AttachAsync(VmId.New(), new NicSpec { Network = networks.Facts[0].Id, Mac = mac }, 0, Token)).Ok);
        var hosts = File.ReadAllLines(Path.Combine(_state, "dnsmasq", "dnsmasq.argv")).First(line => line.StartsWith("--dhcp-hostsfile=", StringComparison.Ordinal)).Split('=')[1];
        Assert.Contains(mac.ToString(), File.ReadAllText(hosts));
        await networks.RemoveAsync(Token);
    });

    [Fact]
    public Task Two_installations_do_not_meet() => NetNamespace.RunAsync(async () =>
    {
        await using var first = Make();
        await using var second = new HostNetworks(
            new NetworkOptions { Bridge = "fcbr1", StateDirectory = Path.Combine(_state, "second") }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
        await first.EnsureAsync(Token);
        await second.EnsureAsync(Token);
        Assert.Equal("10.0.100.0/24", first.Facts[0].Range.ToString());
        Assert.Equal("10.0.101.0/24", second.Facts[0].Range.ToString());
        var nic = new NicSpec { Network = second.Facts[0].Id, Mac = MacAddress.ForVm([1, 2, 3]) };
        Assert.False((await first.AttachAsync(VmId.New(), nic, 0, Token)).Ok);
        var attached = await second.AttachAsync(VmId.New(), nic, 0, Token);
        Assert.True(attached.Ok, attached.Error?.Message);

        await first.SweepAsync(new HashSet<VmId>(), Token);
        await first.RemoveAsync(Token);
        Assert.Contains(attached.Value.Tap!, await NetNamespace.ShellAsync("ip", "link", "show", "master", "fcbr1"));
        var tables = await NetNamespace.ShellAsync("nft", "list", "tables");
        Assert.Contains("nexus_fcbr1", tables);
        Assert.DoesNotContain("nexus_fcbr0", tables);
        Assert.True(PidRecord.Read(Path.Combine(_state, "second", "dnsmasq", "dnsmasq.pid"))!.Lives);
        await second.RemoveAsync(Token);
    });

    [Fact]
    public Task Rules_flushed_by_another_firewall_come_back() => NetNamespace.RunAsync(async () =>
    {
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        await NetNamespace.ShellAsync("nft", "flush", "ruleset");
        for (var i = 0; i < 100 && !(await NetNamespace.ShellAsync("nft", "list", "tables")).Contains("bridge nexus_fcbr0", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100, Token);
        }

        Assert.Contains("bridge nexus_fcbr0", await NetNamespace.ShellAsync("nft", "list", "tables"));
        await networks.RemoveAsync(Token);
    });

    private HostNetworks Make(bool bridgeOnly = false)
        => new(new NetworkOptions { StateDirectory = _state, GuardTime = TimeSpan.FromMilliseconds(300), BridgeOnly = bridgeOnly }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
}
