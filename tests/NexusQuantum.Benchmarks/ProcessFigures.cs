using System.Globalization;

namespace NexusQuantum.Benchmarks;

/// <summary>What the kernel says of a process (proc(5)).</summary>
internal static class ProcessFigures
{
    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public static double ResidentMegabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
