using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Agent.Guest.Proc;

namespace NexusQuantum.Agent.Guest.Disk;

/// <summary>
/// Grows a mounted ext4 root to the size of its device (EXT4_IOC_RESIZE_FS, kernel: fs/ext4/ext4.h), so the image needs no
/// resize2fs. Does nothing when the root is as large as its device, or no ext4.
/// </summary>
internal static unsafe class RootGrowth
{
    private const nuint Resize = 0x40086610; // _IOW('f', 16, __u64): the new number of blocks

    // A device's end that is no whole block group may be left over; that much is not worth a call at each boot.
    private const long Worth = 8 * 1024 * 1024;

    /// <summary>The new size in bytes; null when nothing was to do.</summary>
    public static long? Grow()
    {
        var stat = default(Libc.FileSystemStat);
        if (RootDevice() is not { } device || Libc.StatFileSystem("/", &stat) < 0)
        {
            return null;
        }

        var bytes = Fields.Counter(System.Text.Encoding.ASCII.GetBytes(SmallFile.Line($"/sys/class/block/{device}/size") ?? string.Empty)) * 512;
        var blocks = (ulong)bytes / stat.BlockSize;

        // statvfs leaves out the file system's own structures: a few per cent.
        if (bytes - (long)(stat.Blocks * stat.FragmentSize) < Worth + (bytes / 16))
        {
            return null;
        }

        var root = Libc.Open("/", Const.ReadOnly | Const.Directory | Const.CloseOnExec, 0);
        if (root < 0)
        {
            throw LinuxException.Last("open /");
        }

        try
        {
            return Libc.Ioctl(root, Resize, &blocks) < 0 ? throw LinuxException.Last("EXT4_IOC_RESIZE_FS") : (long)(blocks * stat.BlockSize);
        }
        finally
        {
            _ = Libc.Close(root);
        }
    }

    private static string? RootDevice()
    {
        foreach (var mount in Mounts.Parse(new SmallFile().Read("/proc/self/mounts")))
        {
            if (mount is { Point: "/", Type: "ext4" } && mount.Device.StartsWith("/dev/", StringComparison.Ordinal) && mount.Device != "/dev/root")
            {
                return Path.GetFileName(mount.Device);
            }
        }

        return null;
    }
}
