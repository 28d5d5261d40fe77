using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>The file system a path lies on (statfs(2)).</summary>
internal sealed record FileSystemFacts(string Type, long TotalBytes, long FreeBytes)
{
    /// <summary>Null when the path does not exist.</summary>
    public static FileSystemFacts? Of(string path)
        => Libc.StatFs(path, out var status) == 0
            ? new FileSystemFacts(TypeName(status.Type), (long)status.Blocks * status.BlockSize, (long)status.Available * status.BlockSize)
            : null;

    // Magic numbers of linux/magic.h.
    private static string TypeName(long magic) => magic switch
    {
        0xEF53 => "ext4",
        0x58465342 => "xfs",
        0x9123683E => "btrfs",
        0x01021994 => "tmpfs",
        0x6969 => "nfs",
        0x794C7630 => "overlay",
        0x2FC12FC1 => "zfs",
        0xF2F52010 => "f2fs",
        0x65735546 => "fuse",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{magic:x}"),
    };
}
