using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>/proc/stat (proc_stat(5)): the line "cpu" and the number of "cpuN" lines, which are the CPUs online.</summary>
internal static class CpuStat
{
    public static (GuestCpu Cpu, int Count) Parse(ReadOnlySpan<byte> text)
    {
        var total = new GuestCpu(0, 0, 0, 0, 0, 0, 0, 0);
        var count = 0;
        var lines = new Fields(text);
        while (lines.NextLine(out var line) && line.StartsWith("cpu"u8))
        {
            var fields = new Fields(line);
            if (fields.Next().Length > 3)
            {
                count++;
                continue;
            }

            // user nice system idle iowait irq softirq steal; what follows (guest time) is counted in user already.
            total = new GuestCpu(
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter(),
                fields.NextCounter());
        }

        return (total, Math.Max(1, count));
    }
}
