using System.Collections.Immutable;
using System.Text;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>/proc/diskstats (kernel: Documentation/admin-guide/iostats.rst). Its sectors are 512 bytes whatever the disk's are.</summary>
internal static class DiskStats
{
    private const int Most = 32;
    private const int LongestName = 32;

    /// <summary>The disks that <paramref name="isWhole"/> says are no partitions; never loop or RAM disks.</summary>
    public static ImmutableArray<GuestDisk> Parse(ReadOnlySpan<byte> text, Func<string, bool> isWhole)
    {
        var disks = ImmutableArray.CreateBuilder<GuestDisk>();
        var lines = new Fields(text);
        while (disks.Count < Most && lines.NextLine(out var line))
        {
            var fields = new Fields(line);
            fields.Skip(2);
            var name = fields.Next();
            if (name.IsEmpty || name.Length > LongestName
                || name.StartsWith("loop"u8) || name.StartsWith("ram"u8) || name.StartsWith("zram"u8))
            {
                continue;
            }

            var text16 = Encoding.UTF8.GetString(name);
            if (!isWhole(text16))
            {
                continue;
            }

            var reads = fields.NextCounter();
            fields.Skip(1);
            var sectorsRead = fields.NextCounter();
            fields.Skip(1);
            var writes = fields.NextCounter();
            fields.Skip(1);
            var sectorsWritten = fields.NextCounter();
            disks.Add(new GuestDisk(text16, reads, Bytes(sectorsRead), writes, Bytes(sectorsWritten)));
        }

        return disks.ToImmutable();
    }

    private static long Bytes(long sectors) => sectors > long.MaxValue / 512 ? long.MaxValue : sectors * 512;
}
