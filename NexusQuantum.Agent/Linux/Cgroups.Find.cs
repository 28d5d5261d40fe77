namespace NexusQuantum.Agent.Linux;

internal sealed partial class Cgroups
{
    private const string Version2 = "cgroup v2";
    private static readonly string[] Wanted = ["cpu", "memory", "pids", "io"];
    private static readonly string[] WantedOld = ["cpu", "cpuacct", "memory", "pids", "blkio"];

    internal static Cgroups Find(string mountPoint, string mounts)
    {
        var controllers = Path.Combine(mountPoint, "cgroup.controllers");
        if (File.Exists(controllers))
        {
            var offered = File.ReadAllText(controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var wanted = Wanted.Where(name => offered.Contains(name, StringComparer.Ordinal)).ToArray();
            if (wanted.Contains("cpu", StringComparer.Ordinal) && wanted.Contains("memory", StringComparer.Ordinal))
            {
                return CanMake(mountPoint) ? new Cgroups(Version2, [mountPoint], Delegate(mountPoint, wanted)) : None;
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
}
