using System.Globalization;

namespace NexusQuantum.Benchmarks;

/// <summary>What the kernel says of a process (proc(5)).</summary>
internal static class ProcessFigures
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public static double ResidentMegabytes(int pid) => Megabytes(File.ReadLines($"/proc/{pid}/status"), "VmRSS:");

    /// <summary>The same, with what it shares divided among those who share it.</summary>
    public static double ProportionalMegabytes(int pid) => Megabytes(File.ReadLines($"/proc/{pid}/smaps_rollup"), "Pss:");

    /// <summary>A figure in kB of a file of the kernel, as MB.</summary>
    public static double Megabytes(IEnumerable<string> lines, string name)
        => double.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;

    /// <summary>Processor time it has used, user and system, in seconds.</summary>
    public static double CpuSeconds(int pid)
    {
        // The name in brackets may hold blanks; what follows it does not.
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Processor time that all of this machine has used, but for waiting, in seconds (proc_stat(5): the first line's user, nice, system, irq and softirq).</summary>
    public static double MachineSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return ((int[])[1, 2, 3, 6, 7]).Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
