using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Networks;

/// <summary>An IPv4 network in prefix notation (<c>10.0.100.0/24</c>), prefix 8 to 30, host bits zero.</summary>
[JsonConverter(typeof(TextJsonConverter<Cidr>))]
public readonly record struct Cidr : ISpanParsable<Cidr>
{
    private readonly uint _network;

    private Cidr(uint network, int prefix) => (_network, Prefix) = (network, prefix);

    /// <summary>Number of network bits.</summary>
    public int Prefix { get; }

    /// <summary>How many addresses guests can have: all but network, gateway (the first) and broadcast.</summary>
    public int GuestAddresses => (int)((1u << (32 - Prefix)) - 3);

    /// <summary>The host's own address in it: the first.</summary>
    public IPAddress Gateway => At(1);

    /// <summary>The last address, which names all machines of it (RFC 919).</summary>
    public IPAddress Broadcast => At((int)~Mask(Prefix));

    /// <summary>The network of <paramref name="prefix"/> bits, 8 to 30, that an address lies in.</summary>
    public static Cidr Of(Ipv4Address address, int prefix)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefix, StaticAddress.MinPrefix);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefix, StaticAddress.MaxPrefix);
        return new Cidr(Bits(address.ToIPAddress()) & Mask(prefix), prefix);
    }

    /// <summary>The <paramref name="offset"/>th address of the network.</summary>
    public IPAddress At(int offset)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, _network + (uint)offset);
        return new IPAddress(bytes);
    }

    /// <summary>The address guests get by index, 0 for the one after the gateway; null when there is none left.</summary>
    public IPAddress? Guest(int index) => index >= 0 && index < GuestAddresses ? At(index + 2) : null;

    /// <summary>Whether the address lies in this network.</summary>
    public bool Contains(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetwork && (Bits(address) & Mask(Prefix)) == _network;

    /// <summary>Whether one machine can have the address: it lies in this network, and is neither the network's own nor its broadcast address.</summary>
    public bool HasMachine(Ipv4Address address)
        => address.ToIPAddress() is var plain && Contains(plain) && !plain.Equals(At(0)) && !plain.Equals(Broadcast);

    /// <summary>Whether the two share any address.</summary>
    public bool Overlaps(Cidr other)
    {
        var mask = Mask(Math.Min(Prefix, other.Prefix));
        return (_network & mask) == (other._network & mask);
    }

    /// <inheritdoc/>
    public static Cidr Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Cidr Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
        => TryParse(s, provider, out var cidr) ? cidr : throw new FormatException("Not a network: expected like 10.0.100.0/24.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Cidr result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Cidr result)
    {
        result = default;
        var slash = s.IndexOf('/');
        if (slash < 7
            || !int.TryParse(s[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix is < 8 or > 30
            || s[..slash].Count('.') != 3
            || !IPAddress.TryParse(s[..slash], out var address)
            || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        var bits = Bits(address);
        if ((bits & ~Mask(prefix)) != 0)
        {
            return false;
        }

        result = new Cidr(bits, prefix);
        return true;
    }

    /// <summary>The canonical text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At(0)}/{Prefix}");

    private static uint Mask(int prefix) => uint.MaxValue << (32 - prefix);

    private static uint Bits(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
