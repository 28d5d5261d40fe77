using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The disk under the machines: what it is, and how large.</summary>
internal sealed class StorageChecks(CheckHost host)
{
    private const double GB = 1e9;

    /// <summary>A disk sold with 100 GB holds a little less of files.</summary>
    private const double Shown = 0.9;

    private static readonly CheckFix Larger = new("Mount a larger disk where the machines lie, or choose another place with FC_RUN_DIR.");

    private static readonly CheckFix Faster = new("Put the machines on an NVMe disk of this host: mount one there, or choose another place with FC_RUN_DIR.");

    private string Place => host.Settings.RunDirectory;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("storage-type", Required, "Disk", "SSD or NVMe"), Type),
        new Check(Info("storage-type-good", Recommended, "Disk for best performance", "NVMe in this machine"), Nvme),
        new Check(Info("storage-nfs", Required, "Shared storage", "NFS 4"), Nfs),
        new Check(Info("storage-capacity", Required, "Capacity", "100 GB"), info => Capacity(info, 100)),
        new Check(Info("storage-capacity-good", Recommended, "Capacity for production", "500 GB"), info => Capacity(info, 500)),
        new Check(Info("storage-filesystem", Required, "File system", "ext4 or xfs"), FileSystem),
        new Check(Info("storage-raid", Optional, "Redundancy", "RAID 1 or RAID 10"), Raid),
        new Check(Info("storage-volumes", Recommended, "Volumes of their own", "one for machines, one for images"), Volumes),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Storage.Id, level, title, needed);

    private CheckOutcome Type(CheckInfo info)
    {
        var device = BlockDevice.Of(host, Place);
        if (device.IsNetwork || device.IsIscsi)
        {
            var way = device.IsIscsi ? "iSCSI" : device.Type;
            return CheckOutcome.Pass(way, $"{Place} lies on the network ({way}); its speed is what counts.");
        }

        var queue = device.Queue ?? throw new UnreadableException($"The disk below {Place}", $"{device.Type} lies on no block device");
        var name = Path.GetFileName(Path.GetDirectoryName(queue)) ?? "";
        if (device.IsVirtual)
        {
            return CheckOutcome.NotApplicable($"{Place} lies on {name}, a virtual disk, which does not tell what it is made of; its speed is what counts.");
        }

        return host.Read(queue + "/rotational").Trim() == "0"
            ? CheckOutcome.Pass(device.IsNvme ? "NVMe" : "not rotating", $"{Place} lies on {name}, which does not rotate.")
            : CheckOutcome.Miss(info, "rotating", $"{Place} lies on {name}, a rotating disk: machines would wait for it all the time.", new CheckFix("Put the machines on an SSD or NVMe disk: mount one there, or choose another place with FC_RUN_DIR."));
    }

    private CheckOutcome Nvme(CheckInfo info)
    {
        var device = BlockDevice.Of(host, Place);
        var name = device.Queue is null ? device.Type : device.IsIscsi ? "iSCSI" : Path.GetFileName(Path.GetDirectoryName(device.Queue)) ?? "";
        return device.IsVirtual ? CheckOutcome.NotApplicable($"{Place} lies on {name}, a virtual disk, which does not tell what it is made of.")
            : device.IsNvme ? CheckOutcome.Pass("NVMe", $"{Place} lies on NVMe ({name}).")
            : CheckOutcome.Miss(info, name, $"{Place} lies on {name}: NVMe in the machine itself is faster.", Faster);
    }

    private CheckOutcome Nfs(CheckInfo info)
    {
        string[] places = [Place, host.Settings.ImageDirectory];
        var shared = places.Select(path => (Path: path, Device: BlockDevice.Of(host, path))).Where(place => place.Device.IsNfs).ToList();
        if (shared.Count == 0)
        {
            return CheckOutcome.NotApplicable("Neither machines nor images lie on NFS.");
        }

        var measured = string.Join(", ", shared.Select(place => $"{place.Path} {place.Device.NfsVersion ?? place.Device.Type}"));
        return shared.Find(place => place.Device.NfsVersion is { } version ? version is [< '4', ..] : place.Device.Type == "nfs") is { Path: { } old }
            ? CheckOutcome.Miss(info, measured, $"{old} is mounted with an NFS before version 4, whose locks are not to be relied on.", CheckFix.Of("Mount it with version 4.", $"sudo umount {old}", $"sudo mount -t nfs -o vers=4.2 SERVER:/PATH {old}"))
            : CheckOutcome.Pass(measured, $"What is shared is NFS version 4 ({measured}).");
    }

    private CheckOutcome Capacity(CheckInfo info, double gigabytes)
    {
        var total = (host.System.Space(Place) ?? throw new UnreadableException("The size of " + Place, "the system refused")).TotalBytes / GB;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{total:0} GB");
        return total >= gigabytes * Shown ? CheckOutcome.Pass(measured, $"The file system of {Place} has {measured}.")
            : CheckOutcome.Miss(info, measured, $"The file system of {Place} has {measured}; {info.Needed} are needed.", Larger);
    }

    private CheckOutcome FileSystem(CheckInfo info)
    {
        var device = BlockDevice.Of(host, Place);
        return device.Type is "ext4" or "xfs" || device.IsNfs ? CheckOutcome.Pass(device.Type, $"{Place} lies on {device.Type}.")
            : CheckOutcome.Miss(info, device.Type, $"{Place} lies on {device.Type}, which is not supported for disks of machines.",
                CheckFix.Of($"Mount an ext4 or xfs file system at {Place}. This erases the disk you name.", "sudo mkfs.ext4 /dev/DISK", $"sudo mount /dev/DISK {Place}"));
    }

    private CheckOutcome Raid(CheckInfo info)
    {
        var queue = BlockDevice.Of(host, Place).Queue;
        var level = queue is null ? null : host.ReadIfThere(Path.GetDirectoryName(queue) + "/md/level")?.Trim();
        return level is "raid1" or "raid10" ? CheckOutcome.Pass(level, $"{Place} lies on {level}.")
            : CheckOutcome.NotApplicable($"{Place} lies on no software RAID 1 or 10{(level is null ? "" : $" but on {level}")}; a controller's own redundancy cannot be seen from here.");
    }

    private CheckOutcome Volumes(CheckInfo info)
    {
        var (machines, images) = (BlockDevice.Of(host, Place).MountPoint, BlockDevice.Of(host, host.Settings.ImageDirectory).MountPoint);
        return machines != "/" && images != "/" && machines != images ? CheckOutcome.Pass($"{machines} and {images}", "Machines and images lie on volumes of their own.")
            : CheckOutcome.Miss(info, machines == images ? $"both on {machines}" : $"{machines} and {images}", $"{Place} and {host.Settings.ImageDirectory} share a volume with each other or with the system: one that fills up stops the others.",
                CheckFix.Of("Give both a volume of their own in /etc/fstab.", $"echo '/dev/DISK1 {Place} ext4 defaults,noatime,nodiratime 0 2' | sudo tee -a /etc/fstab", $"echo '/dev/DISK2 {host.Settings.ImageDirectory} ext4 defaults,noatime,nodiratime 0 2' | sudo tee -a /etc/fstab"));
    }
}
