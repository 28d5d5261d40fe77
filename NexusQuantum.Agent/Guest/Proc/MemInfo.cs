using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>/proc/meminfo (proc_meminfo(5)); its unit "kB" is 1024 bytes.</summary>
internal static class MemInfo
{
    public static GuestMemory Parse(ReadOnlySpan<byte> text)
    {
        long total = 0, free = 0, available = -1, cached = 0, swapTotal = 0, swapFree = 0;
        var lines = new Fields(text);
        while (lines.NextLine(out var line))
        {
            var fields = new Fields(line);
            var name = fields.Next();
            if (name.SequenceEqual("MemTotal:"u8))
            {
                total = Bytes(ref fields);
            }
            else if (name.SequenceEqual("MemFree:"u8))
            {
                free = Bytes(ref fields);
            }
            else if (name.SequenceEqual("MemAvailable:"u8))
            {
                available = Bytes(ref fields);
            }
            else if (name.SequenceEqual("Cached:"u8))
            {
                cached = Bytes(ref fields);
            }
            else if (name.SequenceEqual("SwapTotal:"u8))
            {
                swapTotal = Bytes(ref fields);
            }
            else if (name.SequenceEqual("SwapFree:"u8))
            {
                swapFree = Bytes(ref fields);
            }
        }

        return new GuestMemory(total, free, available < 0 ? free : available, cached, swapTotal, swapFree);
    }

    private static long Bytes(ref Fields fields)
    {
        var kilobytes = fields.NextCounter();
        return kilobytes > long.MaxValue / 1024 ? long.MaxValue : kilobytes * 1024;
    }
}
