using System.Collections.Immutable;
using System.Text;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>A line of /proc/self/mounts (proc_pid_mounts(5), fstab(5)) that names a block device.</summary>
internal readonly record struct Mount(string Device, string Point, string Type);

/// <summary>Reads the mounts on block devices. A network file system is left out: asking it for its size can hang.</summary>
internal static class Mounts
{
    private const int Most = 32;
    private const int Longest = 1024;

    /// <summary>Each device once, where it was mounted first: bind mounts show the same size again.</summary>
    public static ImmutableArray<Mount> Parse(ReadOnlySpan<byte> text)
    {
        var mounts = ImmutableArray.CreateBuilder<Mount>();
        var lines = new Fields(text);
        while (mounts.Count < Most && lines.NextLine(out var line))
        {
            var fields = new Fields(line);
            var device = fields.Next();
            var point = fields.Next();
            var type = fields.Next();
            if (!device.StartsWith("/dev/"u8) || !point.StartsWith("/"u8) || type.IsEmpty
                || device.Length > Longest || point.Length > Longest || type.Length > 32)
            {
                continue;
            }

            var mount = new Mount(Text(device), Text(point), Text(type));
            var seen = false;
            foreach (var other in mounts)
            {
                seen |= string.Equals(other.Device, mount.Device, StringComparison.Ordinal);
            }

            if (!seen)
            {
                mounts.Add(mount);
            }
        }

        return mounts.ToImmutable();
    }

    /// <summary>Undoes the octal escapes of blank, tab, newline and backslash.</summary>
    private static string Text(ReadOnlySpan<byte> field)
    {
        if (!field.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(field);
        }

        Span<byte> plain = stackalloc byte[field.Length];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && IsOctal(field.Slice(i + 1, 3)))
            {
                plain[length++] = (byte)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain[length++] = field[i];
            }
        }

        return Encoding.UTF8.GetString(plain[..length]);
    }

    private static bool IsOctal(ReadOnlySpan<byte> digits)
        => digits[0] is >= (byte)'0' and <= (byte)'3' && !digits[1..].ContainsAnyExceptInRange((byte)'0', (byte)'7');
}
