namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The mount a path lies on, and the disk below it (proc_pid_mountinfo(5), kernel: Documentation/block/queue-sysfs.rst).</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Type">The file system's type.</param>
/// <param name="Options">Its mount options.</param>
/// <param name="Queue">The disk's queue directory in /sys; null for what lies on no block device.</param>
/// <param name="Disks">The disks below, under volumes and mirrors: paths in /sys; none for what lies on no block device.</param>
/// <param name="NfsVersion">Of what lies on NFS and tells it: "4.2".</param>
internal sealed record BlockDevice(string MountPoint, string Type, IReadOnlyList<string> Options, string? Queue, IReadOnlyList<string> Disks, string? NfsVersion)
{
    public bool IsNetwork => Type is "nfs" or "nfs4" or "cifs" or "ceph" or "glusterfs" or "fuse.sshfs";

    public bool IsNfs => Type is "nfs" or "nfs4";

    /// <summary>A disk that iSCSI brought hangs below its session.</summary>
    public bool IsIscsi => Disks.Count > 0 && Disks.All(disk => disk.Contains("/session", StringComparison.Ordinal));

    /// <summary>Of a virtual machine: it does not tell what it is made of.</summary>
    public bool IsVirtual => Disks.Count > 0 && Disks.All(disk => Path.GetFileName(disk) is var name && (name.StartsWith("vd", StringComparison.Ordinal) || name.StartsWith("xvd", StringComparison.Ordinal)));

    public bool IsNvme => Disks.Count > 0 && Disks.All(disk => Path.GetFileName(disk).StartsWith("nvme", StringComparison.Ordinal));

    public static BlockDevice Of(CheckHost host, string path)
    {
        var mount = host.Lines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .Where(fields => fields.Length > 9 && Holds(Unescape(fields[4]), path))
            .MaxBy(fields => fields[4].Length) ?? throw new UnreadableException("/proc/self/mountinfo", $"it has no mount that holds {path}");
        var dash = Array.IndexOf(mount, "-");
        var version = mount[^1].Split(',').FirstOrDefault(option => option.StartsWith("vers=", StringComparison.Ordinal))?["vers=".Length..];
        var device = DeviceOf(host, mount[2]);
        return new BlockDevice(Unescape(mount[4]), mount[dash + 1], mount[5].Split(','), device is null ? null : QueueOf(host, device), device is null ? [] : DisksOf(host, device), version);
    }

    /// <summary>Null for tmpfs, overlay and the network, which have a number without a disk.</summary>
    private static string? DeviceOf(CheckHost host, string number) => host.Exists("/sys/dev/block/" + number) ? host.Resolve("/sys/dev/block/" + number) : null;

    /// <summary>A volume or mirror names what it lies on; what names nothing is a disk, or a part of one.</summary>
    private static IReadOnlyList<string> DisksOf(CheckHost host, string device)
        => host.Names(device + "/slaves") is { Count: > 0 } below ? [.. below.SelectMany(name => DisksOf(host, host.Resolve("/sys/class/block/" + name)))] : [device];

    /// <summary>A partition has no queue of its own: its disk's lies above it.</summary>
    private static string? QueueOf(CheckHost host, string device)
    {
        string?[] places = [device + "/queue", Path.GetDirectoryName(device) + "/queue"];
        return places.FirstOrDefault(place => place is not null && host.Exists(place));
    }

    private static bool Holds(string mount, string path) => mount == "/" || path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);

    /// <summary>Blanks in names are written as octal numbers.</summary>
    private static string Unescape(string text) => text.Replace("\\040", " ", StringComparison.Ordinal);
}
