using System.Buffers.Binary;
using System.IO.Compression;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Images;

/// <summary>
/// Says what the bytes of an image are, by reading its header ourselves: no tool is run on a hostile file. Reads at most the first
/// 128 KiB and, of a qcow2, its tables. Everything that is not on the list is refused with what was found.
/// Sources: ext4 (kernel.org, Documentation/filesystems/ext4/super.rst), qcow2 (QEMU docs/interop/qcow2.txt), bzImage
/// (kernel.org, Documentation/arch/x86/boot.rst), ELF (gabi), cpio newc (kernel.org, driver-api/early-userspace/buffer-format.rst),
/// GPT (UEFI specification, chapter 5).
/// </summary>
public static class ImageInspector
{
    private const int HeadBytes = 128 * 1024;

    /// <summary>Reads a seekable file from its beginning; never more than stated above, whatever the header says.</summary>
    public static Result<ImageFacts> Inspect(Stream file)
    {
        var length = file.Length;
        file.Position = 0;
        var head = new byte[Math.Min(HeadBytes, length)];
        file.ReadExactly(head);
        return Inspect(head, length, file);
    }

    private static Result<ImageFacts> Inspect(ReadOnlySpan<byte> head, long length, Stream file)
    {
        if (length == 0)
        {
            return ImageErrors.NotAnImage("an empty file");
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x51, 0x46, 0x49, 0xfb]))
        {
            return Qcow2Header.Inspect(head, length, file);
        }

        if (head.Length >= 0x264 && head.Slice(0x202, 4).SequenceEqual("HdrS"u8))
        {
            return BzImage(head, length);
        }

        if (head.StartsWith("\x7f"u8) && head.Length >= 64 && head[1..].StartsWith("ELF"u8))
        {
            return Elf(head, length);
        }

        if (CompressedOrPlainCpio(head) is { } cpio)
        {
            return cpio ? new ImageFacts(ImageKind.Initrd, ImageFormat.Cpio, length) : ImageErrors.NotAnImage("a gzip file whose content is not a cpio archive");
        }

        if (ImageSigns.Foreign(head) is { } foreign)
        {
            return ImageErrors.NotAnImage(foreign);
        }

        if (head.Length >= 2048 && BinaryPrimitives.ReadUInt16LittleEndian(head[(1024 + 0x38)..]) == 0xEF53)
        {
            return Ext4(head.Slice(1024, 1024), length);
        }

        return PartitionTable.Inspect(head, length) ?? ImageErrors.NotAnImage(ImageSigns.Describe(head));
    }

    private static Result<ImageFacts> BzImage(ReadOnlySpan<byte> head, long length)
    {
        var version = BinaryPrimitives.ReadUInt16LittleEndian(head[0x206..]);
        if (version < 0x0202)
        {
            return ImageErrors.Refused($"The kernel speaks boot protocol {version >> 8}.{version & 0xff:00}; 2.02 is the least we can start.", "Give a kernel of this century (2.4 or newer).");
        }

        // setup_sects of 0 means 4 (boot.rst); syssize counts 16-byte units of the protected-mode part.
        var setupSectors = head[0x1f1] == 0 ? 4 : head[0x1f1];
        var needed = ((setupSectors + 1) * 512L) + (BinaryPrimitives.ReadUInt32LittleEndian(head[0x1f4..]) * 16L);
        // The last 16-byte unit may be padded in the count and not in the file.
        return length + 16 < needed
            ? ImageErrors.Truncated($"the kernel says it has {needed} bytes, the file has {length}")
            : new ImageFacts(ImageKind.Kernel, ImageFormat.BzImage, length);
    }

    private static Result<ImageFacts> Elf(ReadOnlySpan<byte> head, long length)
    {
        var type = BinaryPrimitives.ReadUInt16LittleEndian(head[16..]);
        var machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        if (head[4] != 2 || head[5] != 1 || machine != 62)
        {
            return ImageErrors.NotAnImage("an ELF file for another processor than x86-64");
        }

        if (type is not 2 and not 3)
        {
            return ImageErrors.NotAnImage("an ELF file that is not a program");
        }

        var programOffset = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        var entrySize = BinaryPrimitives.ReadUInt16LittleEndian(head[54..]);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        if (entrySize != 56 || entries is 0 or > 128 || programOffset < 64)
        {
            return ImageErrors.Damaged("its program header table cannot be true");
        }

        if (programOffset > (ulong)length || programOffset + ((ulong)entrySize * entries) > (ulong)Math.Min(length, head.Length))
        {
            return ImageErrors.Truncated("its program headers lie beyond its end");
        }

        for (var i = 0; i < entries; i++)
        {
            var entry = head[((int)programOffset + (i * entrySize))..];
            var offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == 1 && (offset > (ulong)length || size > (ulong)length - offset))
            {
                return ImageErrors.Truncated("a segment lies beyond its end");
            }
        }

        return new ImageFacts(ImageKind.Kernel, ImageFormat.Elf, length);
    }

    private static Result<ImageFacts> Ext4(ReadOnlySpan<byte> super, long length)
    {
        var logBlock = BinaryPrimitives.ReadUInt32LittleEndian(super[0x18..]);
        var blocksPerGroup = BinaryPrimitives.ReadUInt32LittleEndian(super[0x20..]);
        var inodes = BinaryPrimitives.ReadUInt32LittleEndian(super);
        var incompatible = BinaryPrimitives.ReadUInt32LittleEndian(super[0x60..]);
        ulong blocks = BinaryPrimitives.ReadUInt32LittleEndian(super[4..]);
        // INCOMPAT_64BIT: the high half of the block count counts.
        if ((incompatible & 0x80) != 0)
        {
            blocks |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(super[0x150..]) << 32;
        }

        if (logBlock > 6 || blocks == 0 || inodes == 0 || blocksPerGroup == 0 || blocks > long.MaxValue / 65536)
        {
            return ImageErrors.Damaged("the ext4 superblock's sizes cannot be true");
        }

        // INCOMPAT_JOURNAL_DEV: a journal, not a file system.
        if ((incompatible & 0x8) != 0)
        {
            return ImageErrors.NotAnImage("an external ext4 journal");
        }

        var size = (long)blocks * (1024L << (int)logBlock);
        return size > length
            ? ImageErrors.Truncated($"the file system has {size} bytes, the file has {length}")
            : new ImageFacts(ImageKind.Root, ImageFormat.Ext4, length);
    }

    /// <summary>True: a cpio. False: gzip around something else. Null: neither.</summary>
    private static bool? CompressedOrPlainCpio(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("070701"u8) || head.StartsWith("070702"u8))
        {
            return true;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]))
        {
            return GzipHoldsCpio(head);
        }

        return head.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])
            || head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd])
            || head.StartsWith((ReadOnlySpan<byte>)[0x02, 0x21, 0x4c, 0x18])
            || head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4d, 0x18])
            ? true
            : null;
    }

    private static bool GzipHoldsCpio(ReadOnlySpan<byte> head)
    {
        // Six bytes of output: a bomb has nothing to expand into.
        using var gzip = new GZipStream(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
        Span<byte> start = stackalloc byte[6];
        try
        {
            return gzip.ReadAtLeast(start, 6, throwOnEndOfStream: false) == 6 && (start.SequenceEqual("070701"u8) || start.SequenceEqual("070702"u8));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
