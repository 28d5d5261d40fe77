using System.Globalization;
using System.Text;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>A sample in Prometheus' text format 0.0.4.</summary>
internal static class Prometheus
{
    private const int TicksPerSecond = 100; // USER_HZ

    public static string Text(GuestSample sample)
    {
        var text = new StringBuilder();
        Head(text, "nexus_guest_uptime_seconds", "gauge");
        Line(text, "nexus_guest_uptime_seconds", string.Empty, sample.UptimeSeconds);

        Head(text, "nexus_guest_cpus", "gauge");
        Line(text, "nexus_guest_cpus", string.Empty, sample.CpuCount);
        Head(text, "nexus_guest_cpu_seconds_total", "counter");
        var cpu = sample.Cpu;
        foreach (var (mode, ticks) in (ReadOnlySpan<(string, long)>)
            [("user", cpu.User), ("nice", cpu.Nice), ("system", cpu.System), ("idle", cpu.Idle),
             ("iowait", cpu.IoWait), ("irq", cpu.Irq), ("softirq", cpu.SoftIrq), ("steal", cpu.Steal)])
        {
            Line(text, "nexus_guest_cpu_seconds_total", $"mode=\"{mode}\"", ticks / (double)TicksPerSecond);
        }

        var memory = sample.Memory;
        Head(text, "nexus_guest_memory_bytes", "gauge");
        foreach (var (kind, bytes) in (ReadOnlySpan<(string, long)>)
            [("total", memory.Total), ("free", memory.Free), ("available", memory.Available), ("cached", memory.Cached),
             ("swap_total", memory.SwapTotal), ("swap_free", memory.SwapFree)])
        {
            Line(text, "nexus_guest_memory_bytes", $"kind=\"{kind}\"", bytes);
        }

        Each(text, "nexus_guest_disk_reads_total", "counter", sample.Disks, d => ("disk", d.Name, d.Reads));
        Each(text, "nexus_guest_disk_read_bytes_total", "counter", sample.Disks, d => ("disk", d.Name, d.ReadBytes));
        Each(text, "nexus_guest_disk_writes_total", "counter", sample.Disks, d => ("disk", d.Name, d.Writes));
        Each(text, "nexus_guest_disk_written_bytes_total", "counter", sample.Disks, d => ("disk", d.Name, d.WriteBytes));
        Each(text, "nexus_guest_network_receive_bytes_total", "counter", sample.Nics, n => ("nic", n.Name, n.InBytes));
        Each(text, "nexus_guest_network_receive_packets_total", "counter", sample.Nics, n => ("nic", n.Name, n.InPackets));
        Each(text, "nexus_guest_network_receive_errors_total", "counter", sample.Nics, n => ("nic", n.Name, n.InErrors));
        Each(text, "nexus_guest_network_transmit_bytes_total", "counter", sample.Nics, n => ("nic", n.Name, n.OutBytes));
        Each(text, "nexus_guest_network_transmit_packets_total", "counter", sample.Nics, n => ("nic", n.Name, n.OutPackets));
        Each(text, "nexus_guest_network_transmit_errors_total", "counter", sample.Nics, n => ("nic", n.Name, n.OutErrors));
        Each(text, "nexus_guest_filesystem_size_bytes", "gauge", sample.FileSystems, f => ("mount", f.Mount, f.TotalBytes));
        Each(text, "nexus_guest_filesystem_free_bytes", "gauge", sample.FileSystems, f => ("mount", f.Mount, f.FreeBytes));

        string[] minutes = ["1", "5", "15"];
        Head(text, "nexus_guest_load", "gauge");
        foreach (var (load, over) in sample.Load.Zip(minutes))
        {
            Line(text, "nexus_guest_load", $"minutes=\"{over}\"", load);
        }

        Head(text, "nexus_guest_processes", "gauge");
        Line(text, "nexus_guest_processes", string.Empty, sample.Processes);
        return text.ToString();
    }

    private static void Each<T>(StringBuilder text, string name, string type, IEnumerable<T> items, Func<T, (string Label, string Of, long Value)> read)
    {
        Head(text, name, type);
        foreach (var item in items)
        {
            var (label, of, value) = read(item);
            Line(text, name, $"{label}=\"{Escape(of)}\"", value);
        }
    }

    private static void Head(StringBuilder text, string name, string type) => text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Escape(string label)
        => label.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
