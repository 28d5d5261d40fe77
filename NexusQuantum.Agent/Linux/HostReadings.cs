using System.Globalization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>Facts of the host as the kernel and the distribution write them down.</summary>
internal static class HostReadings
{
    private static readonly Lazy<string> Boot = new(() => ReadLine("/proc/sys/kernel/random/boot_id") ?? "unknown");

    /// <summary>True when this process has root's rights.</summary>
    public static bool IsRoot => Libc.EffectiveUser() == 0;

    /// <summary>Changes with every boot of the host.</summary>
    public static string BootId() => Boot.Value;

    /// <summary><c>PRETTY_NAME</c> of os-release(5).</summary>
    public static string Distribution() => OsRelease("PRETTY_NAME") ?? "Linux";

    /// <summary>A value of os-release(5), null when it has none.</summary>
    public static string? OsRelease(string key)
    {
        var path = File.Exists("/etc/os-release") ? "/etc/os-release" : "/usr/lib/os-release";
        return ReadLines(path)
            .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
            .Select(line => SafeText.Clean(line[(key.Length + 1)..].Trim('"', '\'')))
            .FirstOrDefault();
    }

    /// <summary>Kernel release, as <c>uname -r</c> says it.</summary>
    public static string Kernel() => ReadLine("/proc/sys/kernel/osrelease") ?? "unknown";

    /// <summary>Name of this machine.</summary>
    public static string HostName() => ReadLine("/proc/sys/kernel/hostname") ?? Environment.MachineName;

    /// <summary>Processor model.</summary>
    public static string CpuModel() => CpuInfo("model name") ?? "unknown processor";

    /// <summary>Whether the processor shows virtualization to this system (flags vmx or svm).</summary>
    public static bool CpuVirtualizes()
        => CpuInfo("flags")?.Split(' ').Any(flag => flag is "vmx" or "svm") ?? false;

    /// <summary>Physical memory in bytes.</summary>
    public static long MemoryBytes() => MemInfo("MemTotal");

    /// <summary>Memory the kernel believes can be given out, in bytes.</summary>
    public static long MemoryAvailableBytes() => MemInfo("MemAvailable");

    /// <summary>When the host booted.</summary>
    public static DateTimeOffset BootedAt()
    {
        var line = ReadLines("/proc/stat").FirstOrDefault(l => l.StartsWith("btime ", StringComparison.Ordinal));
        return line is not null && long.TryParse(line[6..], CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
    }

    private static string? CpuInfo(string key)
        => ReadLines("/proc/cpuinfo")
            .Where(line => line.StartsWith(key, StringComparison.Ordinal) && line[key.Length..].TrimStart().StartsWith(':'))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault();

    private static long MemInfo(string key)
    {
        var line = ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith(key + ":", StringComparison.Ordinal));
        var number = line?[(key.Length + 1)..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim();
        return long.TryParse(number, CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : 0;
    }

    private static string? ReadLine(string path) => ReadLines(path).FirstOrDefault()?.Trim();

    private static IEnumerable<string> ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
