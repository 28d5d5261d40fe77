using System.Collections.Immutable;
using System.Text;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>/proc/net/dev (proc_pid_net(5)): two lines of heading, then "name:" and sixteen counters.</summary>
internal static class NetDev
{
    private const int Most = 32;
    private const int LongestName = 15; // IFNAMSIZ without its end

    public static ImmutableArray<GuestNic> Parse(ReadOnlySpan<byte> text)
    {
        var nics = ImmutableArray.CreateBuilder<GuestNic>();
        var lines = new Fields(text);
        while (nics.Count < Most && lines.NextLine(out var line))
        {
            // The counters can follow the colon without a blank.
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            var name = line[..colon].Trim((byte)' ');
            if (name.IsEmpty || name.Length > LongestName || name.SequenceEqual("lo"u8))
            {
                continue;
            }

            // bytes packets errs drop fifo frame compressed multicast, and the same outwards.
            var fields = new Fields(line[(colon + 1)..]);
            var (inBytes, inPackets, inErrors) = (fields.NextCounter(), fields.NextCounter(), fields.NextCounter());
            fields.Skip(5);
            nics.Add(new GuestNic(
                Encoding.UTF8.GetString(name),
                inBytes,
                inPackets,
                inErrors,
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter()));
        }

        return nics.ToImmutable();
    }
}
