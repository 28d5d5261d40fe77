namespace NexusQuantum.Domain.Images;

/// <summary>Names what people upload by mistake, so that a refusal says what it saw.</summary>
internal static class ImageSigns
{
    private static readonly (int Offset, byte[] Sign, string Name)[] Known =
    [
        (0x8001, "CD001"u8.ToArray(), "a CD image (ISO 9660)"),
        (0, "KDMV"u8.ToArray(), "a VMware disk (VMDK)"),
        (0, "# Disk DescriptorFile"u8.ToArray(), "a VMware disk description"),
        (0x40, [0x7f, 0x10, 0xda, 0xbe], "a VirtualBox disk (VDI)"),
        (0, "vhdxfile"u8.ToArray(), "a Hyper-V disk (VHDX)"),
        (0, "conectix"u8.ToArray(), "a Hyper-V disk (VHD)"),
        (0, "XFSB"u8.ToArray(), "an XFS file system"),
        (0x10040, "_BHRfS_M"u8.ToArray(), "a btrfs file system"),
        (0, [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe], "an encrypted disk (LUKS)"),
        (0, "hsqs"u8.ToArray(), "a squashfs file system"),
        (257, "ustar"u8.ToArray(), "a tar archive"),
        (0, [0x50, 0x4b, 0x03, 0x04], "a ZIP archive"),
        (0, "%PDF"u8.ToArray(), "a PDF document"),
        (0, [0x89, 0x50, 0x4e, 0x47], "a PNG picture"),
        (0, [0xff, 0xd8, 0xff], "a JPEG picture"),
        (0, "BZh"u8.ToArray(), "a bzip2 file"),
        (0, "MZ"u8.ToArray(), "a Windows or EFI program"),
    ];

    /// <summary>A format we know and do not take; null when it is none of them.</summary>
    public static string? Foreign(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, sign, name) in Known)
        {
            if (head.Length >= offset + sign.Length && head.Slice(offset, sign.Length).SequenceEqual(sign))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>What can be said of bytes nobody knows.</summary>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        if (!head.ContainsAnyExcept((byte)0))
        {
            return "a file that begins with nothing but zeros";
        }

        var text = head[..Math.Min(head.Length, 512)];
        return text.ContainsAnyExceptInRange((byte)9, (byte)126)
            ? $"of a format we do not know (first bytes {Convert.ToHexStringLower(head[..Math.Min(8, head.Length)])})"
            : text.TrimStart((byte)' ').StartsWith("<"u8) ? "an HTML or XML page" : "a text file";
    }
}
