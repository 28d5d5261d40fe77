using System.Text;

namespace NexusQuantum.Agent.Guest.Crypto;

/// <summary>
/// The <c>$6$</c> password hash of crypt(5), which every libc and busybox can check; after "Unix crypt using SHA-256 and SHA-512"
/// (Ulrich Drepper, public domain), whose step numbers stand here. 5000 rounds, the scheme's default.
/// </summary>
internal static class Sha512Crypt
{
    private const int Rounds = 5000;
    private const int SaltLength = 16;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string NewSalt()
    {
        Span<byte> random = stackalloc byte[SaltLength];
        using (var source = File.OpenRead("/dev/urandom"))
        {
            source.ReadExactly(random);
        }

        return string.Create(SaltLength, random, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[bytes[i] & 63];
            }
        });
    }

    /// <summary>The text for /etc/shadow.</summary>
    public static string Hash(ReadOnlySpan<byte> password, string salt)
    {
        var salted = Encoding.ASCII.GetBytes(salt);
        byte[] key = [.. password];

        // 4-8: B = hash(key, salt, key)
        var b = Sha512.Hash([.. key, .. salted, .. key]);

        // 1-3, 9-12: A = hash(key, salt, B as long as the key, then B or key by the bits of the key's length)
        List<byte> a = [.. key, .. salted, .. Stretch(b, key.Length)];
        for (var bits = key.Length; bits > 0; bits >>= 1)
        {
            a.AddRange((bits & 1) != 0 ? b : key);
        }

        var c = Sha512.Hash([.. a]);

        // 13-20: P from the key repeated, S from the salt repeated
        List<byte> repeated = [];
        for (var i = 0; i < key.Length; i++)
        {
            repeated.AddRange(key);
        }

        var p = Stretch(Sha512.Hash([.. repeated]), key.Length);
        repeated.Clear();
        for (var i = 0; i < 16 + c[0]; i++)
        {
            repeated.AddRange(salted);
        }

        var s = Stretch(Sha512.Hash([.. repeated]), salted.Length);

        // 21: the rounds
        for (var round = 0; round < Rounds; round++)
        {
            var odd = (round & 1) != 0;
            c = Sha512.Hash([.. odd ? p : c, .. round % 3 != 0 ? s : [], .. round % 7 != 0 ? p : [], .. odd ? c : p]);
        }

        return $"$6${salt}${Encode(c)}";
    }

    private static byte[] Stretch(byte[] hash, int length)
    {
        var stretched = new byte[length];
        for (var i = 0; i < length; i++)
        {
            stretched[i] = hash[i % hash.Length];
        }

        return stretched;
    }

    /// <summary>22: triples of bytes from the three thirds of the hash, whose order turns by one each time; the last byte alone.</summary>
    private static string Encode(byte[] hash)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 21; i++)
        {
            var (x, y, z) = (i, i + 21, i + 42);
            var (high, middle, low) = (i % 3) switch
            {
                0 => (x, y, z),
                1 => (y, z, x),
                _ => (z, x, y),
            };
            Digits(text, (hash[high] << 16) | (hash[middle] << 8) | hash[low], 4);
        }

        Digits(text, hash[63], 2);
        return text.ToString();
    }

    private static void Digits(StringBuilder text, int value, int count)
    {
        for (; count > 0; count--)
        {
            text.Append(Alphabet[value & 63]);
            value >>= 6;
        }
    }
}
