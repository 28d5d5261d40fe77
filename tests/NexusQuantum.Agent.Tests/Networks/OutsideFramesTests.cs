using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;
using static NexusQuantum.Agent.Tests.Networks.Frames;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>What comes out of the host's adapter of all that a machine on a bridged network sends, frame by frame.</summary>
public sealed class OutsideFramesTests : IDisposable
{
    private const string Mine = "52:54:00:00:00:0a";
    private const string Other = "52:54:00:00:00:0b";
    private const string Nobody = "02:00:00:00:00:77";
    private const string MyLinkLocal = "fe80::5054:ff:fe00:a";
    private const string OthersLinkLocal = "fe80::5054:ff:fe00:b";
    private readonly string _state = Directory.CreateTempSubdirectory("nq-outside-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public Task A_machine_passes_for_nobody_else_and_serves_nobody() => RunAsync(async (mine, _, outside, host) =>
    {
        var router = "fe80::1";
        (string What, byte[] Frame)[] may =
        [
            ("an-address-of-the-router", Arp(Mine, Mine, "192.0.2.100", "an-address-of-the-router")),
            ("asks-for-one", Ipv4(Mine, "0.0.0.0", 17, Udp(68, 67, "asks-for-one"))),
            ("asks-for-one-of-IPv6", Ipv6(Mine, MyLinkLocal, 17, Udp(546, 547, "asks-for-one-of-IPv6"))),
            ("talks", Ipv4(Mine, "192.0.2.100", 17, Udp(4000, 53, "talks"))),
            ("talks-IPv6", Ipv6(Mine, "2001:db8::5", 17, Udp(4000, 53, "talks-IPv6"))),
            ("a-later-part", Ipv6(Mine, MyLinkLocal, 44, LaterPart(17, "a-later-part"))),
            ("an-option-before", Ipv6(Mine, MyLinkLocal, 60, Hidden(17, Udp(4000, 53, "an-option-before")))),
            ("is-found", Ipv6(Mine, MyLinkLocal, 58, Icmp6(136, MyLinkLocal, "is-found"))),
            ("is-found-elsewhere", Ipv6(Mine, MyLinkLocal, 58, Icmp6(136, "2001:db8::5", "is-found-elsewhere"))),
        ];
        (string What, byte[] Frame)[] mayNot =
        [
            ("other-hardware", Ipv4(Nobody, "192.0.2.100", 17, Udp(4000, 53, "other-hardware"))),
            ("neighbours-hardware", Ipv4(Other, "192.0.2.100", 17, Udp(4000, 53, "neighbours-hardware"))),
            ("other-hardware-said", Arp(Mine, Nobody, "192.0.2.100", "other-hardware-said")),
            ("hosts-address-said", Arp(Mine, Mine, "192.0.2.5", "hosts-address-said")),
            ("routers-address-said", Arp(Mine, Mine, "192.0.2.1", "routers-address-said")),
            ("asked-address-said", Arp(Mine, Mine, "192.0.2.9", "asked-address-said")),
            ("hosts-address", Ipv4(Mine, "192.0.2.5", 17, Udp(4000, 53, "hosts-address"))),
            ("routers-address", Ipv4(Mine, "192.0.2.1", 1, [5, 1, 0, 0, .. Udp(4000, 53, "routers-address")])),
            ("asked-address", Ipv4(Mine, "192.0.2.9", 17, Udp(4000, 53, "asked-address"))),
            ("serves-DHCP", Ipv4(Mine, "192.0.2.100", 17, Udp(67, 68, "serves-DHCP"))),
            ("serves-from-another-port", Ipv4(Mine, "192.0.2.100", 17, Udp(4000, 68, "serves-from-another-port"))),
            ("relays-DHCP", Ipv4(Mine, "192.0.2.100", 17, Udp(67, 67, "relays-DHCP"))),
            ("serves-DHCPv6", Ipv6(Mine, MyLinkLocal, 17, Udp(547, 546, "serves-DHCPv6"))),
            ("serves-6-from-another", Ipv6(Mine, MyLinkLocal, 17, Udp(4000, 546, "serves-6-from-another"))),
            ("is-a-router", Ipv6(Mine, MyLinkLocal, 58, Icmp6(134, router, "is-a-router"))),
            ("hidden-router", Ipv6(Mine, MyLinkLocal, 60, Hidden(58, Icmp6(134, router, "hidden-router")))),
            ("router-in-parts", Ipv6(Mine, MyLinkLocal, 44, HeadAlone(58, Icmp6(134, router, "router-in-parts")))),
            ("redirects", Ipv6(Mine, MyLinkLocal, 58, Icmp6(137, router, "redirects"))),
            ("is-the-host", Ipv6(Mine, host, 17, Udp(4000, 53, "is-the-host"))),
            ("finds-the-host", Ipv6(Mine, MyLinkLocal, 58, Icmp6(136, host, "finds-the-host"))),
            ("is-the-neighbour", Ipv6(Mine, OthersLinkLocal, 17, Udp(4000, 53, "is-the-neighbour"))),
            ("finds-the-neighbour", Ipv6(Mine, MyLinkLocal, 58, Icmp6(136, OthersLinkLocal, "finds-the-neighbour"))),
            ("tagged", Tagged(Ipv4(Mine, "192.0.2.100", 17, Udp(4000, 53, "tagged")))),
            ("not-to-be-parsed", Ipv4(Mine, "192.0.2.100", 17, Udp(67, 68, "not-to-be-parsed"), version: 0x65)),
            ("another-protocol", Ethernet("01:80:c2:00:00:0e", Mine, 0x88CC, "another-protocol"u8.ToArray())),
            ("spanning-tree", Ethernet("01:80:c2:00:00:00", Mine, 38, "spanning-tree"u8.ToArray())),
        ];

        foreach (var (what, frame) in may)
        {
            mine.Send(frame);
            Assert.Equal([what], await outside.SeeAsync(last => mine.Send(Ipv4(Mine, "192.0.2.100", 17, Udp(4000, 53, last))), what));
        }

        foreach (var (what, frame) in mayNot)
        {
            mine.Send(frame);
            var seen = await outside.SeeAsync(last => mine.Send(Ipv4(Mine, "192.0.2.100", 17, Udp(4000, 53, last))), what);
            Assert.True(seen.Count == 0, $"'{what}' came out.");
        }
    });

    [Fact]
    public Task A_machine_with_an_address_asked_for_has_no_other() => RunAsync(async (_, other, outside, _) =>
    {
        Action<string> then = last => other.Send(Ipv4(Other, "192.0.2.9", 17, Udp(4000, 53, last)));
        other.Send(Arp(Other, Other, "192.0.2.9", "its-own-said"));
        other.Send(Arp(Other, Other, "0.0.0.0", "looks-whether-it-is-free"));
        other.Send(Ipv6(Other, OthersLinkLocal, 17, Udp(4000, 53, "its-own-of-IPv6")));
        Assert.Equal(["its-own-said", "looks-whether-it-is-free", "its-own-of-IPv6"], await outside.SeeAsync(then, "its-own-said", "looks-whether-it-is-free", "its-own-of-IPv6"));

        other.Send(Arp(Other, Other, "192.0.2.100", "another-said"));
        other.Send(Ipv4(Other, "192.0.2.100", 17, Udp(4000, 53, "another-address")));
        other.Send(Ipv4(Other, "0.0.0.0", 17, Udp(68, 67, "asks-for-another")));
        other.Send(Ipv4(Other, "192.0.2.9", 17, Udp(67, 68, "serves-DHCP")));
        Assert.Empty(await outside.SeeAsync(then, "another-said", "another-address", "asks-for-another", "serves-DHCP"));
    });

    [Fact]
    public Task Nobody_outside_passes_for_a_machine() => RunAsync(async (mine, _, outside, _) =>
    {
        Action<string> then = last => outside.Send(Ipv4(Nobody, "192.0.2.77", 17, Udp(4000, 53, last)));
        outside.Send(Ipv4(Nobody, "192.0.2.77", 17, Udp(4000, 53, "comes-in")));
        outside.Send(Ipv6(Nobody, "fe80::77", 58, Icmp6(136, "fe80::77", "is-found")));
        Assert.Equal(["comes-in", "is-found"], await mine.SeeAsync(then, "comes-in", "is-found"));

        outside.Send(Ipv4(Other, "192.0.2.77", 17, Udp(4000, 53, "machines-hardware")));
        outside.Send(Ipv6(Nobody, OthersLinkLocal, 17, Udp(4000, 53, "machines-link-local")));
        outside.Send(Ipv6(Nobody, "fe80::77", 58, Icmp6(136, OthersLinkLocal, "finds-the-machine")));
        Assert.Empty(await mine.SeeAsync(then, "machines-hardware", "machines-link-local", "finds-the-machine"));
    });

    /// <summary>Two machines on the bridge, the second with an address asked for, and an eye beyond the adapter.</summary>
    private Task RunAsync(Func<TapEnd, TapEnd, TapEnd, string, Task> test) => NetNamespace.RunAsync(async () =>
    {
        await OutsideWorld.BridgeAsync();

        // It would drop what cannot be parsed before our rules do.
        await NetNamespace.ShellAsync("sh", "-c", "for one in /proc/sys/net/bridge/bridge-nf-call-*; do ! [ -e $one ] || echo 0 >$one; done");
        await NetNamespace.ShellAsync("ip", "link", "add", "far", "type", "bridge", "mcast_snooping", "0");
        Assert.True(Tap.Create("eye0").Ok);
        foreach (var port in new[] { "far0", "eye0" })
        {
            await NetNamespace.ShellAsync("ip", "link", "set", port, "master", "far", "up");
        }

        await NetNamespace.ShellAsync("ip", "link", "set", "far", "up");
        await using var networks = new HostNetworks(new NetworkOptions { StateDirectory = _state, Outside = true }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
        await networks.EnsureAsync(Token);
        var id = networks.Facts[0].Id;
        var first = await networks.AttachAsync(VmId.New(), new NicSpec { Network = id, Mac = MacAddress.Parse(Mine, null) }, 0, Token);
        var asked = new StaticAddress { Address = Ipv4Address.Parse("192.0.2.9", null), Prefix = 24 };
        var second = await networks.AttachAsync(VmId.New(), new NicSpec { Network = id, Mac = MacAddress.Parse(Other, null), Address = asked }, 0, Token);
        Assert.True(first.Ok, first.Error?.Message ?? networks.Facts[0].Note);
        Assert.True(second.Ok, second.Error?.Message);
        using var mine = new TapEnd(first.Value.Tap!); // on a bridge there is always one
        using var other = new TapEnd(second.Value.Tap!);
        using var outside = new TapEnd("eye0");

        // A port forwards when the kernel has noticed that somebody holds its tap.
        foreach (var port in new[] { first.Value.Tap!, second.Value.Tap!, "eye0" }) // as above
        {
            for (var i = 0; !(await NetNamespace.ShellAsync("bridge", "link", "show", "dev", port)).Contains("state forwarding", StringComparison.Ordinal); i++)
            {
                Assert.True(i < 500, $"{port} does not forward.");
            }
        }

        await test(mine, other, outside, first.Value.HostAddress?.ToString() ?? "no address of the host");
        await networks.RemoveAsync(Token);
    });
}
