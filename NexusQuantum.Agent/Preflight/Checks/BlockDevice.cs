namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The mount a path lies on, and the disk below it (proc_pid_mountinfo(5), kernel: Documentation/block/queue-sysfs.rst).</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="Options">Its mount options.</param>
/// <param name="Queue">The disk's queue directory in /sys; null for what lies on no block device.</param>
internal sealed record BlockDevice(string MountPoint, string Type, IReadOnlyList<string> Options, string? Queue)
{
    public bool IsNetwork => Type is "nfs" or "nfs4" or "cifs" or "ceph" or "glusterfs" or "fuse.sshfs";

    public static BlockDevice Of(CheckHost host, string path)
    {
        var mount = host.Lines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .Where(fields => fields.Length > 9 && Holds(Unescape(fields[4]), path))
            .MaxBy(fields => fields[4].Length) ?? throw new UnreadableException("/proc/self/mountinfo", $"it has no mount that holds {path}");
        var type = mount[Array.IndexOf(mount, "-") + 1];
        return new BlockDevice(Unescape(mount[4]), type, mount[5].Split(','), QueueOf(host, mount[2]));
    }

    /// <summary>A partition has no queue of its own: its disk's lies above it.</summary>
    private static string? QueueOf(CheckHost host, string number)
    {
        var link = "/sys/dev/block/" + number;
        if (!host.Exists(link))
        {
            return null; // tmpfs, overlay and the network have a number without a disk
        }

        var device = host.Resolve(link);
        string?[] places = [device + "/queue", Path.GetDirectoryName(device) + "/queue"];
        return places.FirstOrDefault(place => place is not null && host.Exists(place));
    }

    private static bool Holds(string mount, string path) => mount == "/" || path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);

    /// <summary>Blanks in names are written as octal numbers.</summary>
    private static string Unescape(string text) => text.Replace("\\040", " ", StringComparison.Ordinal);
}
