using System.Globalization;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Networks;

/// <summary>An Ethernet address, written as six lower-case hexadecimal pairs with colons.</summary>
[JsonConverter(typeof(TextJsonConverter<MacAddress>))]
public readonly record struct MacAddress : ISpanParsable<MacAddress>
{
    private readonly ulong _bits;

    private MacAddress(ulong bits) => _bits = bits;

    /// <summary>
    /// An address for a VM: locally administered, unicast (IEEE 802 bits 1 and 0 of the first octet), prefix 52:54:00 as QEMU
    /// uses, the rest from <paramref name="random"/>.
    /// </summary>
    public static MacAddress ForVm(ReadOnlySpan<byte> random)
        => new(0x5254_0000_0000UL | ((ulong)random[0] << 16) | ((ulong)random[1] << 8) | random[2]);

    /// <inheritdoc/>
    public static MacAddress Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static MacAddress Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
        => TryParse(s, provider, out var mac) ? mac : throw new FormatException("Not a MAC address: expected six hexadecimal pairs with colons.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MacAddress result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s.Length != 17)
        {
            return false;
        }

        ulong bits = 0;
        for (var i = 0; i < 6; i++)
        {
            if (!byte.TryParse(s.Slice(i * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet)
                || (i < 5 && s[(i * 3) + 2] != ':'))
            {
                return false;
            }

            bits = (bits << 8) | octet;
        }

        // A NIC's own address: not multicast, not zero.
        if (bits == 0 || ((bits >> 40) & 1) == 1)
        {
            return false;
        }

        result = new MacAddress(bits);
        return true;
    }

    /// <summary>The canonical text.</summary>
    public override string ToString() => string.Create(17, _bits, static (text, bits) =>
    {
        for (var i = 0; i < 6; i++)
        {
            ((byte)(bits >> (40 - (i * 8)))).TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i < 5)
            {
                text[(i * 3) + 2] = ':';
            }
        }
    });
}
