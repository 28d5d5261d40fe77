using System.Net;
using NexusQuantum.Agent.Guest.Net;

namespace NexusQuantum.Guest.Tests.Net;

/// <summary>The address a host on a bridged network calls, on real NICs whatever their kernel's settings are.</summary>
public sealed class LinkLocalTests
{
    private const string Mac = "52:54:00:12:34:56";
    private const int Tentative = 0x40;
    private const int DuplicateFound = 0x08;
    private static readonly IPAddress Address = IPAddress.Parse("fe80::5054:ff:fe12:3456");

    private static int? Now => LinkLocal.Flags(File.ReadAllBytes("/proc/thread-self/net/if_inet6"), Address, "one");

    [Fact]
    public void It_is_made_as_the_specification_says()
    {
        // RFC 4291, appendix A: 34-56-78-9A-BC-DE becomes 3656:78FF:FE9A:BCDE.
        Assert.Equal(IPAddress.Parse("fe80::3656:78ff:fe9a:bcde"), LinkLocal.Of([0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde]));
        Assert.Equal(Address, LinkLocal.Of([0x52, 0x54, 0, 0x12, 0x34, 0x56]));
    }

    [Theory]
    [InlineData("fe80000000000000505400fffe123456 02 40 20 80     one\n", 0x80)]
    [InlineData("00000000000000000000000000000001 01 80 10 80       lo\nfe80000000000000505400fffe123456 02 40 20 c8      one", 0xc8)]
    [InlineData("fe80000000000000505400fffe123456 02 40 20 80     other\n", null)]
    [InlineData("fe80000000000000505400fffe123457 02 40 20 80     one\n", null)]
    [InlineData("fe80000000000000505400fffe123456\nfe80000000000000505400fffe123456 02 40 20 zz one\n\n", null)]
    [InlineData("", null)]
    public void Its_flags_are_read_from_the_kernels_table(string table, int? flags)
        => Assert.Equal(flags, LinkLocal.Flags(System.Text.Encoding.ASCII.GetBytes(table), Address, "one"));

    [Fact]
    public Task A_card_has_it_however_the_distribution_set_it() => OwnNetwork.RunAsync(async () =>
    {
        foreach (var setting in (string[])["as the kernel makes it", "addr_gen_mode=1", "addr_gen_mode=3", "disable_ipv6=1", "down"])
        {
            await OwnNetwork.ShellAsync("ip", "link", "add", "one", "address", Mac, "type", "veth", "peer", "name", "two");
            await OwnNetwork.ShellAsync("ip", "link", "set", "two", "up");
            if (setting.Split('=') is [var name, var value])
            {
                await File.WriteAllTextAsync("/proc/sys/net/ipv6/conf/one/" + name, value, TestContext.Current.CancellationToken);
            }

            await OwnNetwork.ShellAsync("ip", "link", "set", "one", setting == "down" ? "down" : "up");
            LinkLocal.Ensure(new NetworkCard("one"));
            await UsableAsync(setting);
            var before = await File.ReadAllTextAsync("/proc/thread-self/net/if_inet6", TestContext.Current.CancellationToken);
            LinkLocal.Ensure(new NetworkCard("one"));
            Assert.Equal(before, await File.ReadAllTextAsync("/proc/thread-self/net/if_inet6", TestContext.Current.CancellationToken));
            await OwnNetwork.ShellAsync("ip", "link", "delete", "one");
        }
    });

    [Fact]
    public Task A_station_that_claims_the_address_does_not_keep_a_card_from_it() => OwnNetwork.RunAsync(async () =>
    {
        await OwnNetwork.ShellAsync("ip", "link", "add", "one", "address", Mac, "type", "veth", "peer", "name", "two");
        await OwnNetwork.ShellAsync("ip", "link", "set", "two", "up");
        await OwnNetwork.ShellAsync("ip", "addr", "add", Address + "/64", "dev", "two", "nodad");
        await OwnNetwork.ShellAsync("ip", "link", "set", "one", "up");
        for (var tries = 0; tries < 400 && (Now is not { } flags || (flags & DuplicateFound) == 0); tries++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Equal(DuplicateFound, Now & DuplicateFound);
        LinkLocal.Ensure(new NetworkCard("one"));
        await UsableAsync("claimed");
    });

    [Fact]
    public Task A_card_without_ipv6_is_told() => OwnNetwork.RunAsync(() =>
    {
        var told = Assert.Throws<InvalidOperationException>(() => LinkLocal.Ensure(new NetworkCard("none")));
        Assert.Contains("IPv6", told.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    /// <summary>The kernel makes an address ours in a work queue of its own.</summary>
    private static async Task UsableAsync(string setting)
    {
        for (var tries = 0; tries < 400 && Now is { } flags && (flags & (Tentative | DuplicateFound)) == Tentative; tries++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.True(Now is { } end && (end & (Tentative | DuplicateFound)) == 0, $"{setting}: {Now:x}");
    }
}
