using System.Net;

namespace NexusQuantum.Web.Http;

/// <summary>How limits count who cannot be told apart otherwise.</summary>
internal static class SourceAddress
{
    /// <summary>An IPv4 address whole; of an IPv6 address the first 64 bits, since one line has all addresses below them.</summary>
    public static string Key(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes, 0, 8);
    }
}
