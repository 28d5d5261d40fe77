using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>The link-local IPv6 address a NIC gives itself from its hardware address (RFC 4291, appendix A: modified EUI-64).</summary>
internal static class LinkLocal
{
    public static IPAddress Of(MacAddress mac)
    {
        var octets = Convert.FromHexString(mac.ToString().Replace(":", string.Empty, StringComparison.Ordinal));
        return new IPAddress([0xFE, 0x80, 0, 0, 0, 0, 0, 0, (byte)(octets[0] ^ 2), octets[1], octets[2], 0xFF, 0xFE, octets[3], octets[4], octets[5]]);
    }
}
