using System.Globalization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Control groups for VMs, <c>nexus/vms/ID</c>, or <c>vms/ID</c> below the group that the service manager delegates (<c>NEXUS_CGROUP</c>):
/// version 2 where the kernel offers its cpu and memory controllers there, else version 1, else none. Found once; what cannot be made
/// is said in <see cref="Note"/>, never a reason not to start a VM.
/// </summary>
internal sealed partial class Cgroups
{
    private const string OwnGroup = "nexus";
    private readonly string _place;
    private readonly IReadOnlyList<string> _roots;
    private readonly bool _version2;

    private Cgroups(string accounting, string place, IReadOnlyList<string> roots, string? note)
    {
        _place = place;
        Accounting = accounting;
        _version2 = accounting == Version2;
        _roots = roots;
        Note = note;
    }

    /// <summary>The host's, measured at first use.</summary>
    public static Cgroups Host => Measured.Value;

    /// <summary><c>cgroup v2</c>, <c>cgroup v1</c> or <c>/proc</c>.</summary>
    public string Accounting { get; }

    /// <summary>What is missing, for people; null when all is there.</summary>
    public string? Note { get; }

    private static Lazy<Cgroups> Measured { get; } = new(() => Find("/sys/fs/cgroup", "/proc/self/mounts", Environment.GetEnvironmentVariable("NEXUS_CGROUP")));

    /// <summary>Makes the groups of a VM with their limits, before anything enters them.</summary>
    public CgroupPlace Create(string name, CgroupLimits limits)
    {
        var made = new List<string>();
        var refused = new List<string>();
        foreach (var root in _roots)
        {
            var path = Path.Combine(root, _place, name);
            try
            {
                Directory.CreateDirectory(path);
                refused.AddRange(limits.Apply(path));
                made.Add(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Accounting falls back to /proc for this VM.
                refused.Add($"The control group cannot be made in {root}: {SafeText.Clean(e.Message)}");
            }
        }

        return new CgroupPlace(made, refused.Count == 0 ? null : string.Join(' ', refused));
    }

    /// <summary>Removes the groups of a VM that has ended. A process just gone can hold them for a moment longer.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var left = false;
            foreach (var root in _roots)
            {
                left |= !TryRemove(Path.Combine(root, _place, name));
            }

            if (!left)
            {
                return;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Names of the groups that exist, to find those of VMs that do not.</summary>
    public IReadOnlyList<string> Names()
        => [.. _roots.Select(root => Path.Combine(root, _place)).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories).Select(path => Path.GetFileName(path)).Distinct(StringComparer.Ordinal)];

    /// <summary>Where a VM's process is accounted; null where it is in no group of ours.</summary>
    public CgroupFiles? FilesOf(string name, int pid)
    {
        var paths = _roots.Select(root => Path.Combine(root, _place, name)).Where(path => Holds(path, pid)).ToArray();
        return paths.Length == 0 ? null : new CgroupFiles
        {
            CpuStat = _version2 ? First(paths, "cpu.stat") : null,
            CpuUsage = First(paths, "cpuacct.usage"),
            Memory = First(paths, "memory.current") ?? First(paths, "memory.usage_in_bytes"),
            MemoryStat = First(paths, "memory.stat"),
        };
    }

    private static bool TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                // Not recursive: the files in it are the kernel's.
                Directory.Delete(path);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? First(IEnumerable<string> paths, string file) => paths.Select(path => Path.Combine(path, file)).FirstOrDefault(File.Exists);

    private static bool Holds(string path, int pid)
    {
        try
        {
            var number = pid.ToString(CultureInfo.InvariantCulture);
            return File.ReadLines(Path.Combine(path, "cgroup.procs")).Any(line => string.Equals(line, number, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
