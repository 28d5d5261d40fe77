using System.Diagnostics;
using System.Globalization;
using NexusQuantum.Agent.Networks;

namespace NexusQuantum.Agent.Tests.Networks;

/// <summary>A host whose bridge carries its adapter, and the network beyond with a router that gives addresses; machines are namespaces in the place of taps.</summary>
internal sealed class OutsideWorld : IDisposable
{
    private readonly List<Process> _running = [];

    private OutsideWorld()
    {
    }

    private string Router { get; set; } = string.Empty;

    /// <summary>The bridge as it is before the agent comes, the end of its cable as far0.</summary>
    public static async Task BridgeAsync()
    {
        await NetNamespace.ShellAsync("ip", "link", "add", "fcbr0", "type", "bridge");
        await NetNamespace.ShellAsync("ip", "link", "add", "up0", "type", "veth", "peer", "name", "far0");
        await NetNamespace.ShellAsync("ip", "link", "set", "up0", "master", "fcbr0", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "far0", "up");
        await NetNamespace.ShellAsync("ip", "link", "set", "fcbr0", "up");
        await NetNamespace.ShellAsync("ip", "addr", "add", "192.0.2.5/24", "dev", "fcbr0");
        await NetNamespace.ShellAsync("ip", "route", "add", "default", "via", "192.0.2.1");
    }

    public static async Task<OutsideWorld> MakeAsync(string state)
    {
        var world = new OutsideWorld();
        await BridgeAsync();
        world.Router = await world.NamespaceAsync();
        await NetNamespace.ShellAsync("ip", "link", "set", "far0", "netns", world.Router);
        await world.InsideAsync(world.Router, "ip addr add 192.0.2.1/24 dev far0; ip link set far0 up");
        world.Keep("nsenter", "-t", world.Router, "-n", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--log-facility=-", "--pid-file=", "--interface=far0", "--except-interface=lo",
            "--bind-dynamic", "--port=0", "--no-ping", "--dhcp-authoritative", "--dhcp-range=192.0.2.100,192.0.2.150,1h", "--dhcp-leasefile=" + Path.Combine(state, "router.leases"));
        world.Serve(world.Router, 8080, "hello from outside");
        return world;
    }

    /// <summary>What the router's shell says.</summary>
    public Task<string> RouterAsync(string command) => InsideAsync(Router, command);

    public Task<string> InsideAsync(string place, string command) => NetNamespace.ShellAsync("nsenter", "-t", place, "-n", "sh", "-c", command);

    /// <summary>A namespace in the place of the machine: the rules know the tap by its name.</summary>
    public async Task<string> MachineAsync(NicAttachment nic)
    {
        var place = await NamespaceAsync();
        var tap = nic.Tap!; // on a bridge there is always one
        await NetNamespace.ShellAsync("ip", "link", "del", "dev", tap);
        await NetNamespace.ShellAsync("ip", "link", "add", "name", tap, "address", "fe" + nic.Mac.ToString()[2..], "type", "veth", "peer", "name", "eth0", "netns", place);
        await NetNamespace.ShellAsync("ip", "link", "set", "dev", tap, "master", "fcbr0", "up");
        await InsideAsync(place, $"ip link set eth0 address {nic.Mac}; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; ip link set eth0 up");
        return place;
    }

    /// <summary>Says a word to whoever connects.</summary>
    public void Serve(string place, int port, string word)
        => Keep("nsenter", "-t", place, "-n", "busybox", "nc", "-ll", "-p", port.ToString(CultureInfo.InvariantCulture), "-e", "echo", word);

    public void Dispose()
    {
        foreach (var process in Enumerable.Reverse(_running))
        {
            process.Kill();
            process.Dispose();
        }
    }

    private async Task<string> NamespaceAsync()
    {
        var holder = Keep("unshare", "-n", "sleep", "infinity");
        var place = holder.Id.ToString(CultureInfo.InvariantCulture);
        var ours = await NetNamespace.ShellAsync("readlink", "/proc/self/ns/net");
        for (var i = 0; string.Equals(await NetNamespace.ShellAsync("readlink", $"/proc/{place}/ns/net"), ours, StringComparison.Ordinal); i++)
        {
            Assert.True(i < 500, "The namespace does not come.");
        }

        await InsideAsync(place, "ip link set lo up");
        return place;
    }

    private Process Keep(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!; // a program is always a new process
        _running.Add(process);
        return process;
    }
}
