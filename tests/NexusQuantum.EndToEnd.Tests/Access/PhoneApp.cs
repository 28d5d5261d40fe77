using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>An authenticator app, written from RFC 6238 and not from the portal's code. It shows each code once, as the portal wants it.</summary>
internal sealed class PhoneApp(string secret)
{
    private readonly byte[] _secret = Read(secret);
    private long _shown;

    /// <summary>The next code that was not shown before; waits for it where the present one was.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        while (Now() <= _shown)
        {
            await Task.Delay(200, cancellationToken);
        }

        return Code(_shown = Now());
    }

    /// <summary>The code that was shown last.</summary>
    public string Last() => Code(_shown);

    // One step ahead of the clock is taken too, so a story waits for half a step at most and not for a whole one.
    private static long Now() => (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 15) / 30;

    private string Code(long step)
    {
        var counter = BitConverter.GetBytes(step);
        Array.Reverse(counter);
#pragma warning disable CA5350 // as authenticator apps do it
        var hash = HMACSHA1.HashData(_secret, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Read(string base32)
    {
        var letters = base32.Where(char.IsLetterOrDigit).ToArray();
        var number = letters.Aggregate(BigInteger.Zero, (sum, letter) => sum * 32 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal));
        var bytes = new byte[letters.Length * 5 / 8];
        number.ToByteArray(isUnsigned: true, isBigEndian: true).CopyTo(bytes.AsSpan(bytes.Length - number.GetByteCount(isUnsigned: true)));
        return bytes;
    }
}
