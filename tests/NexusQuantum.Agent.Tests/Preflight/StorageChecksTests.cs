using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of disks and their mounts: met, missed, and not to be read.</summary>
public sealed class StorageChecksTests
{
    private const string Root = "22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw\n";
    private const string Two = Root + "30 22 259:3 / /srv/fc rw,noatime,nodiratime shared:2 - xfs /dev/nvme0n1p3 rw\n31 22 259:4 / /srv/images rw,noatime shared:3 - ext4 /dev/nvme0n1p4 rw\n";
    private const string Network = Root + "30 22 0:50 / /srv/fc rw,relatime shared:2 - nfs4 store:/fc rw\n";
    private const string Old = Root + "30 22 0:50 / /srv/images rw,relatime shared:2 - nfs store:/images rw,vers=3,hard\n";
    private const string Remote = "/sys/devices/platform/host2/session1/target2:0:0/2:0:0:0/block/sda";
    private const string Memory = "22 1 0:21 / / rw,relatime shared:1 - tmpfs tmpfs rw\n";

    [Theory]
    [InlineData("storage-type", Root, "0", CheckStatus.Pass, "nvme0n1, which does not rotate")]
    [InlineData("storage-type", Network, "0", CheckStatus.Pass, "on the network (nfs4)")]
    [InlineData("storage-type", Root, "1", CheckStatus.Fail, "a rotating disk")]
    [InlineData("storage-type", Memory, "0", CheckStatus.Fail, "tmpfs lies on no block device")]
    [InlineData("storage-type-good", Root, "0", CheckStatus.Pass, "NVMe")]
    [InlineData("storage-type-good", Network, "0", CheckStatus.Warn, "lies on nfs4")]
    [InlineData("storage-type-good", null, "0", CheckStatus.Warn, "/proc/self/mountinfo cannot be read")]
    [InlineData("storage-nfs", Network, "0", CheckStatus.Pass, "/srv/fc nfs4")]
    [InlineData("storage-nfs", Old, "0", CheckStatus.Fail, "/srv/images is mounted with an NFS before version 4")]
    [InlineData("storage-nfs", Root, "0", CheckStatus.NotApplicable, "Neither machines nor images")]
    [InlineData("storage-nfs", null, "0", CheckStatus.Fail, "/proc/self/mountinfo cannot be read")]
    [InlineData("storage-filesystem", Network, "0", CheckStatus.Pass, "nfs4")]
    [InlineData("storage-filesystem", Two, "0", CheckStatus.Pass, "xfs")]
    [InlineData("storage-filesystem", Memory, "0", CheckStatus.Fail, "tmpfs, which is not supported")]
    [InlineData("storage-filesystem", null, "0", CheckStatus.Fail, "/proc/self/mountinfo cannot be read")]
    [InlineData("storage-volumes", Two, "0", CheckStatus.Pass, "volumes of their own")]
    [InlineData("storage-volumes", Root, "0", CheckStatus.Warn, "share a volume")]
    [InlineData("storage-volumes", "", "0", CheckStatus.Warn, "it has no mount that holds")]
    [InlineData("storage-raid", Root, "0", CheckStatus.NotApplicable, "no software RAID")]
    [InlineData("storage-raid", null, "0", CheckStatus.Warn, "/proc/self/mountinfo cannot be read")]
    [InlineData("tuning-noatime", Two, "0", CheckStatus.Pass, "/srv/fc is mounted with noatime")]
    [InlineData("tuning-noatime", Root, "0", CheckStatus.Warn, "mounted without noatime")]
    [InlineData("tuning-noatime", null, "0", CheckStatus.Warn, "/proc/self/mountinfo cannot be read")]
    public Task Disks_are_judged_by_their_mounts(string check, string? mounts, string rotational, CheckStatus status, string says)
        => Checked.ComesOutAsync(Host(mounts, rotational), check, status, says);

    [Theory]
    [InlineData("write back", CheckStatus.Pass, "is on")]
    [InlineData("write through", CheckStatus.Warn, "is off")]
    [InlineData(null, CheckStatus.NotApplicable, "tells nothing")]
    public Task The_write_cache_is_read_from_the_queue(string? word, CheckStatus status, string says)
        => Checked.ComesOutAsync(word is null ? Host(Root, "0") : Host(Root, "0").With("/sys/devices/nvme0n1/queue/write_cache", word + "\n"), "tuning-write-cache", status, says);

    [Fact]
    public Task A_virtual_disk_does_not_tell_what_it_is_made_of()
        => Checked.ComesOutAsync(new RecordedHost().With("/proc/self/mountinfo", "22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n").WithDirectory("/sys/devices/vda/queue").Link("/sys/dev/block/254:0", "/sys/devices/vda"), "storage-type", CheckStatus.NotApplicable, "a virtual disk");

    [Fact]
    public async Task What_a_volume_lies_on_is_looked_at()
    {
        RecordedHost Volume(params string[] disks)
        {
            var host = new RecordedHost().With("/proc/self/mountinfo", "22 1 253:0 / / rw shared:1 - xfs /dev/mapper/root rw\n").With("/sys/devices/virtual/block/dm-0/queue/rotational", "0\n").Link("/sys/dev/block/253:0", "/sys/devices/virtual/block/dm-0");
            foreach (var disk in disks)
            {
                var name = Path.GetFileName(disk);
                host.WithDirectory(disk).WithDirectory("/sys/devices/virtual/block/dm-0/slaves/" + name).Link("/sys/class/block/" + name, disk);
            }

            return host;
        }

        await Checked.ComesOutAsync(Volume("/sys/devices/pci/nvme0n1/nvme0n1p3"), "storage-type-good", CheckStatus.Pass, "NVMe (dm-0)");
        await Checked.ComesOutAsync(Volume("/sys/devices/pci/nvme0n1/nvme0n1p3", "/sys/devices/pci/sda"), "storage-type-good", CheckStatus.Warn, "lies on dm-0");
        await Checked.ComesOutAsync(Volume("/sys/devices/pci/vda/vda2"), "storage-type", CheckStatus.NotApplicable, "a virtual disk");
        await Checked.ComesOutAsync(Volume("/sys/devices/pci/vda/vda2"), "storage-type-good", CheckStatus.NotApplicable, "a virtual disk");
        await Checked.ComesOutAsync(Volume(Remote), "storage-type", CheckStatus.Pass, "on the network (iSCSI)");
        await Checked.ComesOutAsync(Volume(Remote), "storage-type-good", CheckStatus.Warn, "lies on iSCSI");
    }

    [Fact]
    public async Task Room_on_one_volume_counts_once_and_on_two_twice()
    {
        RecordedHost Room(string mounts) => new RecordedHost { Disk = new FileSystemFacts("ext4", 200_000_000_000, 200_000_000_000) }.With("/proc/self/mountinfo", mounts);
        await Checked.ComesOutAsync(Room(Two), "directory-space", CheckStatus.Pass, "400 GB free");
        await Checked.ComesOutAsync(Room(Root), "directory-space", CheckStatus.Warn, "200 GB free; 300 GB are needed");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/self/mountinfo", Root), "directory-space", CheckStatus.Warn, "cannot be read");
    }

    [Fact]
    public Task A_mirror_is_seen()
        => Checked.ComesOutAsync(new RecordedHost().With("/proc/self/mountinfo", "22 1 9:0 / / rw shared:1 - ext4 /dev/md0 rw\n").With("/sys/devices/md0/md/level", "raid1\n").WithDirectory("/sys/devices/md0/queue").Link("/sys/dev/block/9:0", "/sys/devices/md0"), "storage-raid", CheckStatus.Pass, "raid1");

    [Theory]
    [InlineData("storage-capacity", 480, CheckStatus.Pass, "480 GB")]
    [InlineData("storage-capacity", 60, CheckStatus.Fail, "100 GB are needed")]
    [InlineData("storage-capacity", 0, CheckStatus.Fail, "cannot be read")]
    [InlineData("storage-capacity-good", 480, CheckStatus.Pass, "480 GB")]
    [InlineData("storage-capacity-good", 100, CheckStatus.Warn, "500 GB are needed")]
    [InlineData("storage-capacity-good", 0, CheckStatus.Warn, "cannot be read")]
    [InlineData("directory-space-images", 80, CheckStatus.Pass, "80 GB free")]
    [InlineData("directory-space-images", 20, CheckStatus.Warn, "50 GB are needed")]
    [InlineData("directory-space-images", 0, CheckStatus.Warn, "cannot be read")]
    [InlineData("directory-space-vms", 300, CheckStatus.Pass, "300 GB free")]
    [InlineData("directory-space-vms", 80, CheckStatus.Warn, "200 GB are needed")]
    [InlineData("directory-space-vms", 0, CheckStatus.Warn, "cannot be read")]
    public Task Room_is_what_the_file_system_says(string check, int gigabytes, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost { Disk = gigabytes == 0 ? null : new FileSystemFacts("ext4", gigabytes * 1_000_000_000L, gigabytes * 1_000_000_000L) }, check, status, says);

    [Theory]
    [InlineData("storage-iops", 20_000, CheckStatus.Pass, "20000 IOPS")]
    [InlineData("storage-iops", 900, CheckStatus.Warn, "5000 IOPS are needed")]
    [InlineData("storage-iops", 0, CheckStatus.Warn, "cannot be made")]
    [InlineData("storage-throughput", 600, CheckStatus.Pass, "600 MB/s read")]
    [InlineData("storage-throughput", 90, CheckStatus.Warn, "500 MB/s are needed")]
    [InlineData("storage-throughput", 0, CheckStatus.Warn, "cannot be made")]
    public Task Speed_is_what_was_measured(string check, int figure, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost { Figures = figure == 0 ? null : new DiskFigures(figure, figure, figure, 0.1) }.WithDirectory("/srv/fc"), check, status, says);

    [Theory]
    [InlineData(Root, 0.1, CheckStatus.Pass, "0.10 ms")]
    [InlineData(Root, 3, CheckStatus.Warn, "less than 1 ms")]
    [InlineData(Network, 3, CheckStatus.Pass, "3.00 ms")]
    [InlineData(Network, 9, CheckStatus.Warn, "less than 5 ms")]
    [InlineData(null, 0.1, CheckStatus.Warn, "/proc/self/mountinfo cannot be read")]
    public Task A_disk_on_the_network_may_take_longer(string? mounts, double milliseconds, CheckStatus status, string says)
    {
        var host = new RecordedHost { Figures = new DiskFigures(600, 600, 20_000, milliseconds) }.WithDirectory("/srv/fc");
        return Checked.ComesOutAsync(mounts is null ? host : host.With("/proc/self/mountinfo", mounts), "storage-latency", status, says);
    }

    [Theory]
    [InlineData(3, CheckStatus.Pass, "3.00 ms")]
    [InlineData(9, CheckStatus.Warn, "less than 5 ms")]
    public Task So_may_one_that_iSCSI_brought(double milliseconds, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost { Figures = new DiskFigures(600, 600, 20_000, milliseconds) }.WithDirectory("/srv/fc").With("/proc/self/mountinfo", "22 1 8:0 / / rw shared:1 - ext4 /dev/sda rw\n").WithDirectory(Remote).Link("/sys/dev/block/8:0", Remote), "storage-latency", status, says);

    [Fact]
    public Task What_was_not_to_be_measured_is_not()
        => Checked.ComesOutAsync(new RecordedHost { MeasureStorage = false }, "storage-iops", CheckStatus.NotApplicable, "--no-storage");

    [Theory]
    [InlineData("directory-machines", "/srv/fc")]
    [InlineData("directory-vms", "/srv/fc/vms")]
    [InlineData("directory-images", "/srv/images")]
    public async Task Directories_are_there_and_closed(string check, string path)
    {
        await Checked.ComesOutAsync(new RecordedHost().Owned(path, 0x1ED), check, CheckStatus.Pass, "mode 755");
        await Checked.ComesOutAsync(new RecordedHost().Owned(path, 0x1FF), check, CheckStatus.Fail, "Others may write");
        await Checked.ComesOutAsync(new RecordedHost().Owned(path, 0x1A4, isDirectory: false), check, CheckStatus.Fail, "not a directory");
        await Checked.ComesOutAsync(new RecordedHost(), check, CheckStatus.Warn, "makes it when it starts");
    }

    private static RecordedHost Host(string? mounts, string rotational)
    {
        var host = new RecordedHost().With("/sys/devices/nvme0n1/queue/rotational", rotational + "\n");
        foreach (var part in (string[])["2", "3", "4"])
        {
            host.WithDirectory("/sys/devices/nvme0n1/nvme0n1p" + part).Link("/sys/dev/block/259:" + part, "/sys/devices/nvme0n1/nvme0n1p" + part);
        }

        return mounts is null ? host : host.With("/proc/self/mountinfo", mounts);
    }
}
