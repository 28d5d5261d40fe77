using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Tests.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>What a guest on the bridge reaches, tried from inside a guest.</summary>
public sealed class GuestReachTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_guest_reaches_what_it_may_and_nothing_else() => NetNamespace.RunAsync(async () =>
    {
        await using var bench = new EngineBench();
        using var outside = await OutsideAsync();
        await using var networks = new HostNetworks(new NetworkOptions { StateDirectory = Path.Combine(bench.Root, "network") }, TimeProvider.System, NullLogger<HostNetworks>.Instance);
        await using var cleaning = new Removal(networks);
        await networks.EnsureAsync(Token);
        var facts = networks.Facts[0];
        Assert.Equal(NetworkMode.Nat, facts.Mode);
        var attached = await networks.AttachAsync(bench.Id, new NicSpec { Network = facts.Id, Mac = MacAddress.ForVm([7, 7, 7]) }, 0, Token);
        Assert.True(attached.Ok, attached.Error?.Message);

        using var everywhere = new TcpListener(IPAddress.Any, 7777);
        everywhere.Start();
        using var engine = new QemuEngine(TimeProvider.System, NullLogger<QemuEngine>.Instance);
        var (_, line) = await bench.BootAsync(engine, await bench.MakeLaunchAsync(MachineProfile.Microvm, attached.Value));
        await using var console = line;
        var gateway = attached.Value.Gateway;

        // What it may: ping, names, an address by DHCP, the outside.
        Assert.EndsWith("yes", await TryAsync(line, $"ping -c 1 -W 3 {gateway}"));
        Assert.EndsWith("yes", await TryAsync(line, $"nc -w 3 {gateway} 53 </dev/null"));
        Assert.Contains($"lease of {attached.Value.Address} obtained", await line.RunAsync("udhcpc -n -q -f -i eth0 -s /bin/true 2>&1", Token));
        Assert.Contains("hello from outside", await line.RunAsync("nc -w 3 192.0.2.1 8080 </dev/null", Token));

        // What it may not: another service of the host, at any of the host's addresses.
        Assert.EndsWith("no", await TryAsync(line, $"nc -w 2 {gateway} 7777 </dev/null"));
        Assert.EndsWith("no", await TryAsync(line, "nc -w 2 192.0.2.2 7777 </dev/null"));
        Assert.EndsWith("no", await TryAsync(line, "nc -w 2 192.0.2.2 53 </dev/null"));
        Assert.False(everywhere.Pending());

        // The host dials the guest's agent; replies pass.
        await line.RunAsync("{ (while true; do echo agent | nc -l -p 9001; done) >/dev/null 2>&1 & }", Token);
        await line.RunAsync("for i in 1 2 3 4 5 6 7 8 9; do netstat -ltn | grep -q :9001 && break; sleep 1; done", Token);
        using (var dial = new TcpClient())
        {
            await dial.ConnectAsync(attached.Value.Address!, 9001, Token); // behind translation there is always one
        }

        Assert.NotNull(networks.ReadCounters(bench.Id));
        Assert.True(networks.ReadCounters(bench.Id)!.Value.OutBytes > 500);

        // Somebody else's address or hardware address.
        Assert.EndsWith("no", await TryAsync(line, $"ip addr add 10.0.100.99/24 dev eth0; ping -c 1 -W 2 -I 10.0.100.99 {gateway}"));
        Assert.EndsWith("yes", await TryAsync(line, $"ip addr del 10.0.100.99/24 dev eth0; ping -c 1 -W 3 {gateway}"));
        Assert.EndsWith("no", await TryAsync(line, $"ip link set eth0 down; ip link set eth0 address 52:54:00:09:09:09; ip link set eth0 up; ping -c 1 -W 2 {gateway}"));
    });

    private static async Task<string> TryAsync(SerialLine line, string command)
        => await line.RunAsync($"({command}) >/dev/null 2>&1 && echo yes || echo no", Token);

    /// <summary>A machine beyond the host: another namespace at the end of the host's uplink, which says hello on port 8080.</summary>
    private static async Task<Outside> OutsideAsync()
    {
        var holder = Process.Start(new ProcessStartInfo("unshare", ["-n", "busybox", "nc", "-ll", "-p", "8080", "-e", "echo", "hello from outside"]))!;
        var pid = holder.Id.ToString(CultureInfo.InvariantCulture);
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "veth", "peer", "name", "up1");
        await NetNamespace.ShellAsync("ip", "addr", "add", "192.0.2.2/24", "dev", "up0");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "up");
        await NetNamespace.ShellAsync("ip", "route", "add", "default", "via", "192.0.2.1");
        await NetNamespace.ShellAsync("ip", "link", "set", "up1", "netns", pid);
        await NetNamespace.ShellAsync("nsenter", "-t", pid, "-n", "ip", "addr", "add", "192.0.2.1/24", "dev", "up1");
        await NetNamespace.ShellAsync("nsenter", "-t", pid, "-n", "ip", "link", "set", "up1", "up");
        return new Outside(holder);
    }

    private sealed class Removal(HostNetworks networks) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await networks.RemoveAsync(CancellationToken.None);
    }

    private sealed class Outside(Process holder) : IDisposable
    {
        public void Dispose()
        {
            holder.Kill();
            holder.Dispose();
        }
    }
}
