using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Agent.Networks;

/// <summary>The host's own name servers (resolv.conf(5)).</summary>
internal static class ResolvConf
{
    /// <summary>The first IPv4 one a guest can reach too; null without.</summary>
    public static IPAddress? NameServer()
        => File.Exists("/etc/resolv.conf")
            ? File.ReadLines("/etc/resolv.conf")
                .Where(line => line.StartsWith("nameserver ", StringComparison.Ordinal))
                .Select(line => IPAddress.TryParse(line["nameserver ".Length..].Trim(), out var address) ? address : null)
                .FirstOrDefault(address => address is { AddressFamily: AddressFamily.InterNetwork } && !IPAddress.IsLoopback(address))
            : null;
}
