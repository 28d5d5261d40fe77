using NexusQuantum.Agent.Guest.Net;

namespace NexusQuantum.Guest.Tests.Net;

/// <summary>The addresses a guest tells with each sample, of real NICs.</summary>
public sealed class HeldAddressesTests
{
    [Fact]
    public Task Those_of_cards_are_told_and_change_with_them() => OwnNetwork.RunAsync(async () =>
    {
        await OwnNetwork.WireAsync("52:54:00:12:34:56");
        var held = new HeldAddresses(static name => name == "one");
        Assert.Empty(held.Read());
        await OwnNetwork.ShellAsync("ip", "addr", "add", "192.0.2.5/24", "dev", "one");
        await OwnNetwork.ShellAsync("ip", "addr", "add", "192.0.2.6/24", "dev", "one", "label", "one:1");
        await OwnNetwork.ShellAsync("ip", "addr", "add", "172.17.0.1/16", "dev", "two");
        Assert.Equal(["192.0.2.5", "192.0.2.6"], held.Read());
        await OwnNetwork.ShellAsync("ip", "addr", "flush", "dev", "one");
        Assert.Empty(held.Read());
    });

    [Fact]
    public Task Eight_are_told_and_a_hundred_do_no_harm() => OwnNetwork.RunAsync(async () =>
    {
        await OwnNetwork.WireAsync("52:54:00:12:34:56");
        await OwnNetwork.ShellAsync("sh", "-c", "seq 100 | sed 's|.*|addr add 192.0.2.&/24 dev one|' | ip -batch -");
        var held = new HeldAddresses(static name => name == "one").Read();
        Assert.Equal(8, held.Length);
        Assert.Equal("192.0.2.1", held[0]);
    });

    [Fact]
    public void Nothing_is_allocated_while_nothing_changes()
    {
        var held = new HeldAddresses(static _ => true);
        var first = held.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(first.Equals(held.Read()));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }
}
