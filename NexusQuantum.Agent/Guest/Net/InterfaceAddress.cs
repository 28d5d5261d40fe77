using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>An IPv4 address with its prefix, "10.0.100.5/24". (A <c>Cidr</c> is a network: it has no host bits.)</summary>
internal sealed record InterfaceAddress(IPAddress Address, int Prefix)
{
    public IPAddress Mask
    {
        get
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, Prefix == 0 ? 0 : uint.MaxValue << (32 - Prefix));
            return new IPAddress(bytes);
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, out InterfaceAddress? address)
    {
        address = null;
        var slash = text.IndexOf('/');
        if (slash < 0
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix is < 1 or > 32
            || !TryParseHost(text[..slash], out var host))
        {
            return false;
        }

        address = new InterfaceAddress(host!, prefix);
        return true;
    }

    /// <summary>A whole dotted IPv4 address: "10.1" and "167772161", which the BCL also takes, are refused.</summary>
    public static bool TryParseHost(ReadOnlySpan<char> text, out IPAddress? address)
        => IPAddress.TryParse(text, out address)
            && address.AddressFamily == AddressFamily.InterNetwork
            && text.Count('.') == 3;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Prefix}");
}
