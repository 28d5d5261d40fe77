using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Networks;

/// <summary>
/// The IPv4 address of one machine, dotted and whole ("10.1", which others read too, is refused). Addresses nobody can have are no such address: 0.0.0.0/8,
/// loopback, multicast and above (RFC 6890).
/// </summary>
[JsonConverter(typeof(TextJsonConverter<Ipv4Address>))]
public readonly record struct Ipv4Address : ISpanParsable<Ipv4Address>
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789.");
    private readonly uint _bits;

    private Ipv4Address(uint bits) => _bits = bits;

    /// <summary>The same for sockets.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, _bits);
        return new IPAddress(bytes);
    }

    /// <summary>The same as a value; null for an address of another family or one nobody can have.</summary>
    public static Ipv4Address? From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        return address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(bytes, out _) && bytes[0] is not (0 or 127 or >= 224)
            ? new Ipv4Address(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : null;
    }

    /// <inheritdoc/>
    public static Ipv4Address Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Ipv4Address Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
        => TryParse(s, provider, out var address) ? address : throw new FormatException("Not an IPv4 address: expected like 10.0.100.5.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Ipv4Address result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Ipv4Address result)
    {
        result = default;
        if (s.Length is < 7 or > 15 || s.Count('.') != 3 || s.ContainsAnyExcept(Letters) || HasLeadingZero(s)
            || !IPAddress.TryParse(s, out var address) || From(address) is not { } value)
        {
            return false;
        }

        result = value;
        return true;
    }

    /// <summary>The dotted form.</summary>
    public override string ToString() => ToIPAddress().ToString();

    // Read as octal by some programs and as decimal by others.
    private static bool HasLeadingZero(ReadOnlySpan<char> s)
    {
        for (var i = 0; i < s.Length - 1; i++)
        {
            if (s[i] == '0' && s[i + 1] != '.' && (i == 0 || s[i - 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }
}
