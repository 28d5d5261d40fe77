using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>Addresses of this host at which a portal may reach it: of links that are up, but not those that serve guests and containers.</summary>
internal static class OwnAddresses
{
    private const int Most = 16;
    private static readonly string[] ForGuests = ["veth", "tap", "docker", "virbr", "lxc", "cni", "podman"];

    /// <summary>All of them, <paramref name="first"/> before the others; it counts though it is the loopback's.</summary>
    public static ImmutableArray<OwnAddress> Find(string guestBridge, IPAddress? first)
    {
        first = first is { IsIPv4MappedToIPv6: true } ? first.MapToIPv4() : first;
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .Where(static link => link.OperationalStatus is not OperationalStatus.Down)
                .SelectMany(static link => link.GetIPProperties().UnicastAddresses.Select(unicast => (link.Name, unicast.Address)))
                .Where(found => found.Address.Equals(first) || !(ServesGuests(found.Name, guestBridge) || IPAddress.IsLoopback(found.Address) || found.Address.IsIPv6LinkLocal))
                .OrderBy(found => !found.Address.Equals(first)).ThenBy(found => found.Address.AddressFamily is AddressFamily.InterNetworkV6).ThenBy(found => found.Name, StringComparer.Ordinal)
                .Take(Most)
                .Select(found => new OwnAddress(new IPAddress(found.Address.GetAddressBytes()).ToString(), SafeText.Clean(found.Name)))];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }

    /// <summary>The address this host would call from; asks the routing table and sends nothing.</summary>
    public static IPAddress? Toward(Uri server)
    {
        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(server.IdnHost, server.Port);
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool ServesGuests(string link, string guestBridge) => link == guestBridge || ForGuests.Any(prefix => link.StartsWith(prefix, StringComparison.Ordinal));
}
