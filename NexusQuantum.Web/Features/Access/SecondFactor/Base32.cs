using System.Text;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>How authenticator apps take a secret by hand: RFC 4648, 6, without padding.</summary>
internal static class Base32
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var octet in bytes)
        {
            (buffer, bits) = (((buffer << 8) | octet) & 0xffff, bits + 8);
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Letters[(buffer >> bits) & 31]);
            }
        }

        return bits > 0 ? text.Append(Letters[(buffer << (5 - bits)) & 31]).ToString() : text.ToString();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * 5 / 8);
        var (buffer, bits) = (0, 0);
        foreach (var letter in text)
        {
            (buffer, bits) = (((buffer << 5) | Letters.IndexOf(letter, StringComparison.Ordinal)) & 0xffff, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}
