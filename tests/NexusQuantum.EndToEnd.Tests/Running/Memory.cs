using System.Globalization;

namespace NexusQuantum.EndToEnd.Tests.Running;

/// <summary>Memory of a process, from /proc/PID/status (proc(5)).</summary>
internal static class Memory
{
    public static double ResidentMiB(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
