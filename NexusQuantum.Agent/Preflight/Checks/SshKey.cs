using System.Buffers.Binary;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Keys in lines of authorized_keys (sshd(8)).</summary>
internal static class SshKey
{
    public const int LeastRsaBits = 2048;

    private const string Rsa = "ssh-rsa";

    private static readonly string[] Kinds = ["ssh-ed25519", Rsa, "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    /// <summary>Whether a line holds a key of a good kind, and of a good length where its kind has several.</summary>
    public static bool IsGood(string line)
    {
        var words = line.Trim().Split(' ');
        var kind = Array.FindIndex(words, Kinds.Contains);
        return kind >= 0 && !line.TrimStart().StartsWith('#') && (words[kind] != Rsa || (kind + 1 < words.Length && RsaBits(words[kind + 1]) >= LeastRsaBits));
    }

    /// <summary>The length of the modulus: third of three fields with their lengths before them (RFC 4253, 6.6); 0 for what is no key.</summary>
    private static int RsaBits(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return 0;
        }

        var rest = bytes.AsSpan(0, length);
        for (var field = 0; rest.Length >= 4; field++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(rest);
            rest = rest[4..];
            if (size > rest.Length)
            {
                return 0;
            }

            if (field == 2)
            {
                return rest[..(int)size].TrimStart((byte)0).Length * 8;
            }

            rest = rest[(int)size..];
        }

        return 0;
    }
}
