using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

internal sealed partial class Cgroups
{
    private const string Version2 = "cgroup v2";
    private static readonly string[] Wanted = ["cpu", "memory", "pids", "io"];
    private static readonly string[] WantedOld = ["cpu", "cpuacct", "memory", "pids", "blkio"];

    /// <param name="mountPoint">Where version 2 is mounted.</param>
    /// <param name="mounts">The table of mounts, for version 1.</param>
    /// <param name="delegated">Below both: the group that is ours to divide; null for one of our own at the top.</param>
    internal static Cgroups Find(string mountPoint, string mounts, string? delegated = null)
    {
        if (delegated is not null && !IsGroup(delegated))
        {
            return Without($"NEXUS_CGROUP '{SafeText.Clean(delegated)}' is not the path of a control group, such as system.slice/nexus-vms.service: VMs are accounted by /proc and not limited.");
        }

        var place = Path.Combine(delegated ?? OwnGroup, "vms");
        var controllers = Path.Combine(mountPoint, "cgroup.controllers");
        if (File.Exists(controllers))
        {
            var offered = File.ReadAllText(controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var wanted = Wanted.Where(name => offered.Contains(name, StringComparer.Ordinal)).ToArray();
            if (wanted.Contains("cpu", StringComparer.Ordinal) && wanted.Contains("memory", StringComparer.Ordinal))
            {
                return CanMake(mountPoint, place) ? new Cgroups(Version2, place, [mountPoint], Delegate(mountPoint, delegated, wanted)) : Nothing;
            }
        }

        var roots = File.Exists(mounts)
            ? File.ReadLines(mounts).Select(line => line.Split(' '))
                .Where(fields => fields.Length > 3 && fields[2] is "cgroup" && fields[3].Split(',').Any(option => WantedOld.Contains(option, StringComparer.Ordinal)))
                .Select(fields => fields[1]).Distinct(StringComparer.Ordinal).Where(root => CanMake(root, place)).ToArray()
            : [];
        return roots.Length > 0 ? new Cgroups("cgroup v1", place, roots, null) : Nothing;
    }

    private static Cgroups Nothing => Without("This host gives the agent no control groups: VMs are accounted by /proc and not limited.");

    private static Cgroups Without(string why) => new("/proc", OwnGroup, [], why);

    private static bool IsGroup(string path)
        => path.Split('/') is { Length: <= 16 } parts && parts.All(part => part.Length > 0 && part[0] != '.' && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '@' or '\\'));

    /// <summary>Switches the controllers on from the top down, where the groups are ours; those of VMs have them only then.</summary>
    private static string? Delegate(string root, string? delegated, IReadOnlyList<string> wanted)
    {
        // Above a delegated group the service manager alone writes, and has switched on all that it delegates.
        var group = Path.Combine(root, delegated ?? OwnGroup);
        string[] levels = delegated is null ? [root, group, Path.Combine(group, "vms")] : [group, Path.Combine(group, "vms")];
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

    private static bool CanMake(string root, string place)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(root, place));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
