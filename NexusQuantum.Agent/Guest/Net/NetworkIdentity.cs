using System.Globalization;
using System.Net;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>Makes the first NIC have the address, gateway and name servers the host gave, and leaves alone what it has already.</summary>
internal static class NetworkIdentity
{
    private const string DhcpPid = "/run/udhcpc.eth0.pid";

    public static void Apply(string address, string? gateway, IReadOnlyList<string> nameServers)
    {
        if (!InterfaceAddress.TryParse(address, out var wished))
        {
            throw new FormatException("the address is not like 10.0.100.5/24");
        }

        IPAddress? router = null;
        if (gateway is not null && !InterfaceAddress.TryParseHost(gateway, out router))
        {
            throw new FormatException("the gateway is no IPv4 address");
        }

        var card = NeedCard();
        StopDhcp();
        if (card.Current() != wished)
        {
            card.Set(wished!);
        }

        if (router is not null
            && !RouteTable.DefaultGateways(new SmallFile().Read("/proc/net/route"), card.Name).Contains(router))
        {
            NetworkCard.Route(router);
        }

        if (nameServers.Count > 0)
        {
            ResolvConf.Write("/etc/resolv.conf", nameServers);
        }
    }

    /// <summary>Makes the first NIC have the address that a host on a bridged network calls.</summary>
    public static void MakeReachable() => LinkLocal.Ensure(NeedCard());

    /// <summary>Addresses of all NICs, text form.</summary>
    public static IEnumerable<string> Addresses()
        => NetworkCard.All().Select(static card => card.Current()?.ToString()).OfType<string>();

    private static NetworkCard NeedCard() => NetworkCard.First() ?? throw new InvalidOperationException("there is no network interface");

    /// <summary>
    /// A DHCP client of the image's own would put its address back at the next renewal, or take ours away when its lease ends. In
    /// container images it goes by its program's name.
    /// </summary>
    private static void StopDhcp()
    {
        if (int.TryParse(SmallFile.Line(DhcpPid), CultureInfo.InvariantCulture, out var pid) && pid > 1 && SmallFile.Line($"/proc/{pid}/comm") is "udhcpc" or "busybox")
        {
            _ = Libc.Kill(pid, Const.SignalKill);
        }
    }
}
