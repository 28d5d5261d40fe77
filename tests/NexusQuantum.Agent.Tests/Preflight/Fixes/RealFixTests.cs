using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Preflight.Checks;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Agent.Tests.Networks;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Tests.Preflight.Fixes;

/// <summary>The changes that speak to a real kernel, in a network namespace of the test's own: made, seen, taken back.</summary>
public sealed class RealFixTests
{
    private static readonly CheckHost Eyes = new("/", new HostSystem(), CheckSettingsReader.Read(name => name == "MANAGER_BASE" ? "https://192.0.2.9:18080" : null));

    private static readonly FixHost Host = new(Eyes, new HostHands());

    [Fact]
    public Task Forwarding_is_switched_on_and_off_again() => NetNamespace.RunAsync(async () =>
    {
        const string File = "/proc/sys/net/ipv4/ip_forward";
        System.IO.File.WriteAllText(File, "0");
        await MakeAndTakeBackAsync(new ValueSet("net.ipv4.ip_forward", "0", "1", Host.Boot), () => Assert.Equal("1", System.IO.File.ReadAllText(File).Trim()));
        Assert.Equal("0", System.IO.File.ReadAllText(File).Trim());
    });

    [Fact]
    public Task A_bridge_is_made_and_removed() => NetNamespace.RunAsync(async () =>
    {
        var change = new BridgeMade("fixbr0", Cidr.Parse("10.0.100.0/24", null), Host.Boot);
        await MakeAndTakeBackAsync(change, () => { });
        Assert.DoesNotContain("fixbr0", await NetNamespace.ShellAsync("ip", "link", "show"), StringComparison.Ordinal);

        await change.MakeAsync(Host, TestContext.Current.CancellationToken);
        Assert.Contains("10.0.100.1/24", await NetNamespace.ShellAsync("ip", "addr", "show", "dev", "fixbr0"), StringComparison.Ordinal);
        await NetNamespace.ShellAsync("ip", "link", "add", "port0", "type", "veth", "peer", "name", "port1");
        await NetNamespace.ShellAsync("ip", "link", "set", "port0", "master", "fixbr0");
        Assert.Equal("fixbr0 carries port0", (await change.LookAsync(Host, TestContext.Current.CancellationToken)).MovedOn);
    });

    [Fact]
    public Task Nftables_lets_the_portal_in_and_then_not_any_more() => NetNamespace.RunAsync(async () =>
    {
        await NetNamespace.ShellAsync("nft", "add table inet guard; add chain inet guard doorway { type filter hook input priority 0; policy drop; }; add rule inet guard doorway tcp dport 22 accept");
        var before = await NetNamespace.ShellAsync("nft", "list", "ruleset");
        var changes = await PortOpened.PlanAsync(Host, TestContext.Current.CancellationToken);
        await MakeAndTakeBackAsync(Assert.Single(changes), () => { });
        Assert.Equal(before, await NetNamespace.ShellAsync("nft", "list", "ruleset"));
    });

    [Fact]
    public Task Iptables_lets_the_portal_in_and_then_not_any_more() => NetNamespace.RunAsync(async () =>
    {
        Assert.SkipUnless(Eyes.System.Has("iptables"), "iptables is not installed.");
        await NetNamespace.ShellAsync("iptables", "-P", "INPUT", "DROP");
        var before = await NetNamespace.ShellAsync("iptables", "-S");
        var change = Assert.IsType<PortOpened>(Assert.Single(await PortOpened.PlanAsync(Host, TestContext.Current.CancellationToken)));
        Assert.Equal(FirewallKind.Iptables, change.Firewall);
        await MakeAndTakeBackAsync(change, () => { });
        Assert.Equal(before, await NetNamespace.ShellAsync("iptables", "-S"));
    });

    [Fact]
    public async Task A_directory_that_became_a_link_is_not_followed()
    {
        var place = Directory.CreateTempSubdirectory("nq-fix-").FullName;
        var other = Directory.CreateDirectory(place + "/other").FullName;
        File.SetUnixFileMode(other, UnixFileMode.UserRead);
        File.CreateSymbolicLink(place + "/vms", other);
        var refused = await Assert.ThrowsAsync<FixFailedException>(() => new ModeSet(place + "/vms", 0x1FF, 0x1ED).MakeAsync(Host, TestContext.Current.CancellationToken));
        Assert.Contains("/vms", refused.Message, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(other));
        Directory.Delete(place, recursive: true);
    }

    private static async Task MakeAndTakeBackAsync(IFixChange change, Action whileMade)
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Same(FixState.Absent, await change.LookAsync(Host, token));
        await change.MakeAsync(Host, token);
        Assert.Same(FixState.Made, await change.LookAsync(Host, token));
        whileMade();
        await change.UndoAsync(Host, token);
        Assert.Same(FixState.Absent, await change.LookAsync(Host, token));
    }
}
