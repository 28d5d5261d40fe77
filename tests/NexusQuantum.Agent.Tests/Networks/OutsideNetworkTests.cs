using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>A bridged network for real: a bridge with an adapter, a router beyond it, machines on it.</summary>
public sealed partial class OutsideNetworkTests : IDisposable
{
    private static readonly MacAddress Mac = MacAddress.ForVm([1, 2, 3]);
    private readonly string _state = Directory.CreateTempSubdirectory("nq-outside-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public Task A_machine_is_on_the_network_beyond_and_the_host_closed_to_it() => NetNamespace.RunAsync(async () =>
    {
        using var world = await OutsideWorld.MakeAsync(_state);
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        var facts = Assert.Single(networks.Facts);
        Assert.Null(facts.Note);
        Assert.Equal((NetworkMode.Bridged, "fcbr0", "up0", "192.0.2.0/24", "192.0.2.1", true), (facts.Mode, facts.Bridge, facts.Uplink, facts.Range.ToString(), facts.Gateway.ToString(), facts.Outbound));

        var nic = await AttachAsync(networks, VmId.New());
        Assert.Equal((NetworkMode.Bridged, null, null), (nic.Mode, nic.Address, nic.Gateway));
        var machine = await world.MachineAsync(nic);

        // Its address comes from the router, and it is reached there.
        var address = Obtained().Match(await world.InsideAsync(machine, "busybox udhcpc -n -q -f -i eth0 -s /bin/true 2>&1")).Groups["it"].Value;
        Assert.StartsWith("192.0.2.1", address, StringComparison.Ordinal);
        await world.InsideAsync(machine, $"ip addr add {address}/24 dev eth0");
        foreach (var (port, word) in new[] { (22, "ssh of the machine"), (80, "web of the machine"), (9000, "agent of the machine") })
        {
            world.Serve(machine, port, word);
        }

        Assert.Contains("hello from outside", await HearAsync(world, machine, "192.0.2.1 8080"), StringComparison.Ordinal);
        Assert.Contains("ssh of the machine", await world.RouterAsync(Patiently($"{address} 22")), StringComparison.Ordinal);
        Assert.Contains("web of the machine", await world.RouterAsync(Patiently($"{address} 80")), StringComparison.Ordinal);

        // The host reaches its agent, where the hardware address says it is.
        using (var dial = new TcpClient(AddressFamily.InterNetworkV6))
        {
            await dial.ConnectAsync(new IPEndPoint(nic.Reach!, 9000), Token); // the kernel has IPv6, or there had been a note
            using var reader = new StreamReader(dial.GetStream());
            Assert.Equal("agent of the machine", await reader.ReadLineAsync(Token));
            Assert.Equal(nic.HostAddress, new IPAddress(((IPEndPoint?)dial.Client.LocalEndPoint)?.Address.GetAddressBytes() ?? []));
        }

        Assert.Contains($"lladdr {Mac} PERMANENT", await NetNamespace.ShellAsync("ip", "-6", "neigh", "show", "dev", "fcbr0"), StringComparison.Ordinal);

        // Of the host the machine gets a ping, and no connection at any of its addresses, from whatever port.
        using var everywhere = new TcpListener(IPAddress.IPv6Any, 7777);
        everywhere.Server.DualMode = true;
        everywhere.Start();
        Assert.EndsWith("yes\n", await TryAsync(world, machine, "busybox ping -c 1 -W 5 192.0.2.5"), StringComparison.Ordinal);
        foreach (var call in new[] { "192.0.2.5 7777", $"{nic.HostAddress}%eth0 7777", $"-p 9000 {nic.HostAddress}%eth0 7777" })
        {
            Assert.EndsWith("no\n", await TryAsync(world, machine, $"busybox nc -w 2 {call} </dev/null"), StringComparison.Ordinal);
        }

        Assert.EndsWith("no\n", await TryAsync(world, machine, $"ip addr add 192.0.2.5/24 dev eth0; busybox ping -c 1 -W 1 -I 192.0.2.5 192.0.2.1"), StringComparison.Ordinal);
        Assert.False(everywhere.Pending());
        Assert.Contains("hello", await NetNamespace.ShellAsync("busybox", "nc", "-w", "3", "192.0.2.1", "8080"), StringComparison.Ordinal);
        await networks.RemoveAsync(Token);
    });

    [Theory]
    [InlineData("true", "there is no fcbr0")]
    [InlineData("ip link add fcbr0 type ifb", "fcbr0 exists and is not a bridge")]
    [InlineData("ip link add fcbr0 type bridge", "fcbr0 carries no network adapter")]
    public Task Without_a_bridge_that_leads_outside_no_machine_is_placed(string before, string says) => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("sh", "-c", before);
        await using (var networks = Make())
        {
            await networks.EnsureAsync(Token);
            var facts = Assert.Single(networks.Facts);
            Assert.Equal((NetworkMode.Bridged, null, false), (facts.Mode, facts.Range, facts.Outbound));
            Assert.Contains(says, facts.Unavailable, StringComparison.Ordinal);
            Assert.Contains("NEXUS_NETWORK_MODE=bridged", facts.Unavailable, StringComparison.Ordinal);
            Assert.Matches("Fix: (deploy/scripts/fc-bridge-setup.sh --mode bridged --bridge fcbr0 --uplink ADAPTER|Choose another name .FC_BRIDGE.), then start the agent again", facts.Unavailable);
            var nic = await networks.AttachAsync(VmId.New(), new NicSpec { Network = facts.Id, Mac = Mac }, 0, Token);
            Assert.Equal("network-unavailable", nic.Error?.Type);
        }

        // Nothing was made to find that out.
        Assert.Equal(string.Empty, (await NetNamespace.ShellAsync("nft", "list", "ruleset")).Trim());
    });

    [Fact]
    public Task Removal_leaves_bridge_and_adapter_as_they_were() => NetNamespace.RunAsync(async () =>
    {
        await OutsideWorld.BridgeAsync();
        await NetNamespace.ShellAsync("sh", "-c", "echo 0 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/fcbr0/disable_ipv6; echo 2 >/proc/sys/net/ipv6/conf/fcbr0/accept_ra");
        var before = await PictureAsync();
        var gone = VmId.New();
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        await networks.EnsureAsync(Token);
        Assert.Null(networks.Facts[0].Note);
        Assert.Equal("0", (await NetNamespace.ShellAsync("cat", "/proc/sys/net/ipv6/conf/fcbr0/accept_ra")).Trim());
        var hardware = await HardwareAsync();
        var nic = await AttachAsync(networks, gone);
        Assert.Equal(hardware, await HardwareAsync());
        Assert.NotNull(nic.HostAddress);
        Assert.NotNull(networks.ReadCounters(gone));
        Assert.Equal(1, networks.Facts[0].AddressesUsed);
        Assert.Equal("0", (await NetNamespace.ShellAsync("cat", "/proc/sys/net/ipv4/ip_forward")).Trim());

        await networks.RemoveAsync(Token);
        Assert.Equal(before, await PictureAsync());
    });

    [Fact]
    public Task Taps_outlive_the_agent_and_strays_do_not() => NetNamespace.RunAsync(async () =>
    {
        await OutsideWorld.BridgeAsync();
        var (kept, gone) = (VmId.New(), VmId.New());
        NicAttachment first;
        await using (var before = Make())
        {
            await before.EnsureAsync(Token);
            first = await AttachAsync(before, kept);
            await AttachAsync(before, gone, MacAddress.ForVm([3, 3, 3]));
        }

        var index = await NetNamespace.ShellAsync("cat", "/proc/self/net/dev_snmp6/" + first.Tap);
        await using var after = Make();
        await after.EnsureAsync(Token);
        await after.SweepAsync(new HashSet<VmId> { kept }, Token);
        var again = await AttachAsync(after, kept);
        Assert.Equal((first.Tap, first.Reach, first.HostAddress), (again.Tap, again.Reach, again.HostAddress));
        Assert.Equal(IndexOf(index), IndexOf(await NetNamespace.ShellAsync("cat", "/proc/self/net/dev_snmp6/" + first.Tap)));
        Assert.Equal(1, after.Facts[0].AddressesUsed);
        Assert.Single((await NetNamespace.ShellAsync("ip", "-br", "link")).Split('\n'), static line => line.StartsWith("nq", StringComparison.Ordinal));
        var neighbours = await NetNamespace.ShellAsync("ip", "-6", "neigh", "show", "dev", "fcbr0", "nud", "permanent");
        Assert.Contains(LinkLocal.Of(Mac).ToString(), neighbours, StringComparison.Ordinal);
        Assert.DoesNotContain("fe03:303", neighbours, StringComparison.Ordinal);

        await after.ReleaseAsync(kept, Token);
        Assert.DoesNotContain(first.Tap!, await NetNamespace.ShellAsync("ip", "-br", "link"), StringComparison.Ordinal); // it had one
        await after.RemoveAsync(Token);
    });

    [Fact]
    public Task Rules_come_back_and_know_the_hosts_addresses_of_now() => NetNamespace.RunAsync(async () =>
    {
        await OutsideWorld.BridgeAsync();
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        await AttachAsync(networks, VmId.New());
        await NetNamespace.ShellAsync("ip", "addr", "add", "198.51.100.7/24", "dev", "fcbr0");
        await UntilRulesAsync("198.51.100.7");
        await NetNamespace.ShellAsync("nft", "flush", "ruleset");
        await UntilRulesAsync("chain to_host");
        await NetNamespace.ShellAsync("ip", "link", "set", "far0", "down");
        await UntilAsync(() => Task.FromResult(!networks.Facts[0].Outbound));
        Assert.Contains("up0 has no link", networks.Facts[0].Note, StringComparison.Ordinal);
        await networks.RemoveAsync(Token);
    });

    [Fact]
    public Task A_bridge_that_was_behind_translation_becomes_one_to_the_outside() => NetNamespace.RunAsync(async () =>
    {
        var vm = VmId.New();
        await using (var behind = new HostNetworks(new NetworkOptions { StateDirectory = _state }, TimeProvider.System, NullLogger<HostNetworks>.Instance))
        {
            await behind.EnsureAsync(Token);
            Assert.Equal(IPAddress.Parse("10.0.100.2"), (await AttachAsync(behind, vm)).Address);
        }

        var server = PidRecord.Read(Path.Combine(_state, "dnsmasq", "dnsmasq.pid"));
        Assert.NotNull(server);
        Assert.True(server.Lives);
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "veth", "peer", "name", "far0");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "master", "fcbr0", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "far0", "up");
        await using var networks = Make();
        await networks.EnsureAsync(Token);

        Assert.False(server.Lives);
        Assert.Equal("bridge nexus_fcbr0", (await NetNamespace.ShellAsync("nft", "list", "tables")).Trim()["table ".Length..]);
        Assert.DoesNotContain("10.0.100.", await NetNamespace.ShellAsync("ip", "-4", "addr", "show", "dev", "fcbr0"), StringComparison.Ordinal);
        var nic = await AttachAsync(networks, vm);
        Assert.Null(nic.Address);
        Assert.NotNull(nic.Reach);
        await networks.RemoveAsync(Token);
        Assert.Contains("up0", await NetNamespace.ShellAsync("ip", "link", "show", "master", "fcbr0"), StringComparison.Ordinal);
    });

    [Fact]
    public Task An_address_asked_for_is_given_once() => NetNamespace.RunAsync(async () =>
    {
        await OutsideWorld.BridgeAsync();
        await using var networks = Make();
        await networks.EnsureAsync(Token);
        var vm = VmId.New();
        var asked = new StaticAddress { Address = Ip("192.0.2.9"), Prefix = 24, Gateway = Ip("192.0.2.1"), NameServers = [Ip("192.0.2.53")] };
        var nic = await AttachAsync(networks, vm, Mac, asked);
        Assert.Equal(("192.0.2.9", 24, "192.0.2.1", "192.0.2.53"), (nic.Address?.ToString(), nic.Prefix, nic.Gateway?.ToString(), Assert.Single(nic.NameServers).ToString()));

        foreach (var (address, type) in new[] { ("192.0.2.9", "address-taken"), ("192.0.2.5", "address-taken"), ("192.0.2.1", "address-taken"), ("192.0.2.255", "address-outside") })
        {
            var refused = await networks.AttachAsync(VmId.New(), Nic(networks, MacAddress.ForVm([4, 4, 4]), asked with { Address = Ip(address), Gateway = null }), 0, Token);
            Assert.Equal((address, type), (address, refused.Error?.Type));
        }

        Assert.Equal("192.0.2.10", (await AttachAsync(networks, vm, Mac, asked with { Address = Ip("192.0.2.10") })).Address?.ToString());
        Assert.Null((await AttachAsync(networks, vm)).Address);
        await networks.RemoveAsync(Token);
    });

    [Fact]
    public Task Behind_translation_too() => NetNamespace.RunAsync(async () =>
    {
        // As a release before this one wrote it.
        var (kept, id) = (VmId.New(), NetworkId.New());
        File.WriteAllText(Path.Combine(_state, "network.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            { "id": "{{id}}", "range": "10.0.100.0/24", "madeBridge": true, "madeForwarding": false, "leases": [ { "vm": "{{kept}}", "mac": "52:54:00:05:05:05", "index": 0, "address": "10.0.100.7" } ] }
            """));
        await using var networks = new HostNetworks(new NetworkOptions { StateDirectory = _state }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
        await networks.EnsureAsync(Token);
        Assert.Equal("10.0.100.7", (await AttachAsync(networks, kept, MacAddress.ForVm([5, 5, 5]))).Address?.ToString());

        var vm = VmId.New();
        Assert.Equal("10.0.100.2", (await AttachAsync(networks, vm)).Address?.ToString());
        var wished = await AttachAsync(networks, vm, Mac, new StaticAddress { Address = Ip("10.0.100.40") });
        Assert.Equal(("10.0.100.40", "10.0.100.40", 24), (wished.Address?.ToString(), wished.Reach?.ToString(), wished.Prefix));
        Assert.Contains("10.0.100.40", await NetNamespace.ShellAsync("nft", "list", "table", "bridge", "nexus_fcbr0"), StringComparison.Ordinal);
        foreach (var (address, type) in new[] { ("10.0.100.40", "address-taken"), ("10.0.100.7", "address-taken"), ("10.0.100.1", "address-outside"), ("10.0.9.9", "address-outside") })
        {
            var refused = await networks.AttachAsync(VmId.New(), Nic(networks, MacAddress.ForVm([4, 4, 4]), new StaticAddress { Address = Ip(address) }), 0, Token);
            Assert.Equal((address, type), (address, refused.Error?.Type));
        }

        await networks.RemoveAsync(Token);
    });

    private static async Task<NicAttachment> AttachAsync(HostNetworks networks, VmId vm, MacAddress? mac = null, StaticAddress? asked = null)
    {
        var attached = await networks.AttachAsync(vm, Nic(networks, mac ?? Mac, asked), 0, Token);
        Assert.True(attached.Ok, attached.Error?.Message);
        return attached.Value;
    }

    private static NicSpec Nic(HostNetworks networks, MacAddress mac, StaticAddress? asked) => new() { Network = networks.Facts[0].Id, Mac = mac, Address = asked };

    private static Ipv4Address Ip(string text) => Ipv4Address.Parse(text, null);

    private static string IndexOf(string snmp) => snmp.Split('\n')[0];

    private static async Task<string> HardwareAsync() => Hardware().Match(await NetNamespace.ShellAsync("ip", "link", "show", "dev", "fcbr0")).Groups["it"].Value;

    /// <summary>Addresses, routes, links and switches; counters and times left out.</summary>
    private static Task<string> PictureAsync() => NetNamespace.ShellAsync("sh", "-c",
        "ip -br link; ip -br -4 addr; ip -6 -br addr show dev fcbr0; ip route; nft list ruleset; cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/fcbr0/disable_ipv6 /proc/sys/net/ipv6/conf/fcbr0/accept_ra");

    private static Task<string> HearAsync(OutsideWorld world, string machine, string call) => world.InsideAsync(machine, Patiently(call));

    /// <summary>A server that was just started may need a moment.</summary>
    private static string Patiently(string call) => $"for i in 1 2 3 4 5 6 7 8 9 10; do busybox nc -w 3 {call} </dev/null && exit; sleep 0.2; done";

    private static Task<string> TryAsync(OutsideWorld world, string machine, string command) => world.InsideAsync(machine, $"({command}) >/dev/null 2>&1 && echo yes || echo no");

    private static Task UntilRulesAsync(string text)
        => UntilAsync(async () => (await NetNamespace.ShellAsync("nft", "list", "ruleset")).Contains(text, StringComparison.Ordinal));

    private static async Task UntilAsync(Func<Task<bool>> come)
    {
        for (var i = 0; !await come(); i++)
        {
            Assert.True(i < 200, "It does not come.");
            await Task.Delay(100, Token);
        }
    }

    private HostNetworks Make()
        => new(new NetworkOptions { StateDirectory = _state, GuardTime = TimeSpan.FromMilliseconds(300), Outside = true }, TimeProvider.System, NullLogger<HostNetworks>.Instance);

    [GeneratedRegex(@"lease of (?<it>\S+) obtained", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Obtained();

    [GeneratedRegex(@"link/ether (?<it>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hardware();
}
