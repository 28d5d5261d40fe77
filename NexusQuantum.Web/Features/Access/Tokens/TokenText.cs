using System.Buffers.Text;
using System.Security.Cryptography;

namespace NexusQuantum.Web.Features.Access.Tokens;

/// <summary>
/// How a token is written: <c>nqt_</c>, 32 random bytes in base64url, and six base62 digits of the CRC-32 (IEEE 802.3) over all before
/// them. Whoever scans for leaked secrets can tell a token from a look-alike without asking anyone:
/// <c>nqt_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}</c>. Tokens of earlier releases end after the 43 characters and go on to hold.
/// </summary>
internal static class TokenText
{
    /// <summary>Lets secret scanners and people recognise a token.</summary>
    public const string Prefix = "nqt_";

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomBytes = 32;
    private const int SumLength = 6;
    private const uint Polynomial = 0xEDB88320;
    private static readonly int PlainLength = Prefix.Length + Base64Url.GetEncodedLength(RandomBytes);

    public static string New()
    {
        var plain = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return plain + Sum(plain);
    }

    /// <summary>Whether it can be a token at all: what cannot costs no look into the database.</summary>
    public static bool IsPlausible(string text)
        => text.StartsWith(Prefix, StringComparison.Ordinal)
            && (text.Length == PlainLength || (text.Length == PlainLength + SumLength && text.EndsWith(Sum(text[..PlainLength]), StringComparison.Ordinal)));

    private static string Sum(string plain)
    {
        var crc = uint.MaxValue;
        foreach (var letter in plain)
        {
            crc ^= letter & 0xFFu;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }
        }

        return string.Create(SumLength, ~crc, static (text, rest) =>
        {
            for (var place = text.Length - 1; place >= 0; place--, rest /= (uint)Digits.Length)
            {
                text[place] = Digits[(int)(rest % (uint)Digits.Length)];
            }
        });
    }
}
