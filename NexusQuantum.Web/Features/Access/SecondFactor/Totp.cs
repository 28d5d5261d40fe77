using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>
/// Codes of an authenticator app: RFC 6238 with HMAC-SHA-1, 30 s and 6 digits, what every app takes. Identity's own provider does not
/// tell which step a code was of, and without it a code that was seen could be used again.
/// </summary>
internal static class Totp
{
    public const int StepSeconds = 30;
    public const int Digits = 6;

    /// <summary>RFC 4226, 4: 160 bits.</summary>
    public const int SecretBytes = 20;

    private const int Modulus = 1_000_000;

    /// <summary>The step a time is in.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6238 as apps speak it; HMAC does not need what SHA-1 lost.")]
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var offset = hash[^1] & 0x0f;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & 0x7fffffff;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is: the present one, the one before or the one after (RFC 6238, 5.2). Null for none of them.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        long? found = null;
        var given = Encoding.ASCII.GetBytes(code);
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(Code(secret, step))))
            {
                found = step;
            }
        }

        return found;
    }
}
