using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>~/.ssh/authorized_keys (sshd(8)). Keys that are missing are added; nothing is taken away.</summary>
internal static unsafe class AuthorizedKeys
{
    private const int LongestKey = 16 * 1024;
    private const int LongestFile = 1024 * 1024;

    public static void Add(Account account, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            if (!IsKey(key))
            {
                throw new FormatException("not an OpenSSH public key");
            }
        }

        var home = Home.Open(account.Home);
        var folder = -1;
        var file = -1;
        try
        {
            folder = Home.Enter(home, ".ssh", account);
            file = Libc.OpenAt(
                folder, "authorized_keys", Const.ReadWrite | Const.Create | Const.Append | Const.NoFollow | Const.CloseOnExec | Const.NonBlocking, 0x180);
            if (file < 0)
            {
                throw LinuxException.Last("open authorized_keys");
            }

            var present = ReadAll(file);
            _ = Libc.ChangeOwner(file, account.Uid, account.Gid);
            var missing = Missing(present, keys);
            var bytes = Encoding.UTF8.GetBytes(missing);
            fixed (byte* start = bytes)
            {
                if (bytes.Length > 0 && Libc.Write(file, start, (nuint)bytes.Length) != bytes.Length)
                {
                    throw LinuxException.Last("write authorized_keys");
                }
            }
        }
        finally
        {
            foreach (var fd in (int[])[file, folder, home])
            {
                if (fd >= 0)
                {
                    _ = Libc.Close(fd);
                }
            }
        }
    }

    /// <summary>What to append so that each key has a line.</summary>
    internal static string Missing(string present, IReadOnlyList<string> keys)
    {
        var lines = present.Split('\n').Select(static line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            if (lines.Add(key.Trim()))
            {
                text.Append(text.Length == 0 && present.Length > 0 && present[^1] != '\n' ? "\n" : string.Empty).Append(key.Trim()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>One line, "type base64 comment": options before the type (they can run commands) are refused.</summary>
    internal static bool IsKey(string key)
    {
        if (key.Length is 0 or > LongestKey || key.AsSpan().Trim().ContainsAnyInRange('\0', '\x1f'))
        {
            return false;
        }

        var parts = key.Trim().Split(' ', 3);
        return parts.Length >= 2
            && (parts[0].StartsWith("ssh-", StringComparison.Ordinal)
                || parts[0].StartsWith("ecdsa-sha2-", StringComparison.Ordinal)
                || parts[0].StartsWith("sk-", StringComparison.Ordinal))
            && parts[1].StartsWith("AAAA", StringComparison.Ordinal)
            && parts[1].All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=');
    }

    private static string ReadAll(int fd)
    {
        var buffer = new byte[LongestFile];
        var length = 0;
        fixed (byte* start = buffer)
        {
            nint count;
            while (length < buffer.Length && (count = Libc.Read(fd, start + length, (nuint)(buffer.Length - length))) > 0)
            {
                length += (int)count;
            }
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
