using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Control groups for VMs, <c>nexus/vms/ID</c>: version 2 where the kernel offers its cpu and memory controllers there, else
/// version 1, else none. Found once; what cannot be made is said in <see cref="Note"/>, never a reason not to start a VM.
/// </summary>
internal sealed class Cgroups
{
    private const string Place = "nexus/vms";
    private const string MaxProcesses = "1024";
    private static readonly string[] Wanted = ["cpu", "memory", "pids", "io"];
    private static readonly string[] WantedOld = ["cpu", "cpuacct", "memory", "pids", "blkio"];
    private readonly IReadOnlyList<string> _roots;

    private Cgroups(string accounting, IReadOnlyList<string> roots, string? note)
    {
        Accounting = accounting;
        _roots = roots;
        Note = note;
    }

    /// <summary>The host's, measured at first use.</summary>
    public static Cgroups Host => Measured.Value;

    /// <summary><c>cgroup v2</c>, <c>cgroup v1</c> or <c>/proc</c>.</summary>
    public string Accounting { get; }

    /// <summary>What is missing, for people; null when all is there.</summary>
    public string? Note { get; }

    private static Lazy<Cgroups> Measured { get; } = new(() => Find("/sys/fs/cgroup", "/proc/self/mounts"));

    /// <summary>Makes the groups of a VM; the directories to enter, empty when there are none.</summary>
    public IReadOnlyList<string> Create(string name)
    {
        var made = new List<string>();
        foreach (var root in _roots)
        {
            var path = Path.Combine(root, Place, name);
            try
            {
                Directory.CreateDirectory(path);
                var limit = Path.Combine(path, "pids.max");
                if (File.Exists(limit))
                {
                    File.WriteAllText(limit, MaxProcesses);
                }

                made.Add(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Accounting falls back to /proc for this VM.
            }
        }

        return made;
    }

    /// <summary>Removes the groups of a VM that has ended. A process just gone can hold them for a moment longer.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var left = false;
            foreach (var root in _roots)
            {
                left |= !TryRemove(Path.Combine(root, Place, name));
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
        => [.. _roots.Select(root => Path.Combine(root, Place)).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories).Select(path => Path.GetFileName(path)).Distinct(StringComparer.Ordinal)];

    /// <summary>CPU time used and memory held by a VM's group; null where nothing accounts it.</summary>
    public CgroupUsage? Read(string name)
    {
        long? cpu = null;
        long? memory = null;
        foreach (var root in _roots)
        {
            var path = Path.Combine(root, Place, name);
            cpu ??= Number(Path.Combine(path, "cpu.stat"), "usage_usec ") ?? (Number(Path.Combine(path, "cpuacct.usage"), string.Empty) / 1000);
            memory ??= Number(Path.Combine(path, "memory.current"), string.Empty) ?? Number(Path.Combine(path, "memory.usage_in_bytes"), string.Empty);
        }

        return cpu is { } used ? new CgroupUsage(TimeSpan.FromMicroseconds(used), memory) : null;
    }

    internal static Cgroups Find(string mountPoint, string mounts)
    {
        var controllers = Path.Combine(mountPoint, "cgroup.controllers");
        if (File.Exists(controllers))
        {
            var offered = File.ReadAllText(controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var wanted = Wanted.Where(name => offered.Contains(name, StringComparer.Ordinal)).ToArray();
            if (wanted.Contains("cpu", StringComparer.Ordinal) && wanted.Contains("memory", StringComparer.Ordinal))
            {
                return CanMake(mountPoint) ? new Cgroups("cgroup v2", [mountPoint], Delegate(mountPoint, wanted)) : None;
            }
        }

        var roots = File.Exists(mounts)
            ? File.ReadLines(mounts).Select(line => line.Split(' '))
                .Where(fields => fields.Length > 3 && fields[2] is "cgroup" && fields[3].Split(',').Any(option => WantedOld.Contains(option, StringComparer.Ordinal)))
                .Select(fields => fields[1]).Distinct(StringComparer.Ordinal).Where(CanMake).ToArray()
            : [];
        return roots.Length > 0 ? new Cgroups("cgroup v1", roots, null) : None;
    }

    private static Cgroups None => new("/proc", [], "This host gives the agent no control groups: VMs are accounted by /proc and not limited.");

    /// <summary>Switches the controllers on from the root down; the groups of VMs have them only then.</summary>
    private static string? Delegate(string root, IReadOnlyList<string> wanted)
    {
        string[] levels = [root, Path.Combine(root, "nexus"), Path.Combine(root, Place)];
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            foreach (var controller in wanted)
            {
                try
                {
                    File.WriteAllText(Path.Combine(level, "cgroup.subtree_control"), "+" + controller);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    refused.Add(controller);
                }
            }
        }

        return refused.Count == 0 ? null : $"The control groups of VMs lack the controllers {string.Join(", ", refused)} (the agent's group does not pass them on).";
    }

    private static bool CanMake(string root)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(root, Place));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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

    private static long? Number(string path, string key)
    {
        try
        {
            var line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
            return long.TryParse(line?[key.Length..], CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
