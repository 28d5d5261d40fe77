using System.Buffers.Binary;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Images;

/// <summary>
/// A qcow2 header read as hostile (QEMU docs/interop/qcow2.txt): whatever could make QEMU open a second file, or a table that does
/// not fit the file, refuses it. Also walks the two mapping tables within a bound, so that a file cut short is told as such.
/// </summary>
internal static class Qcow2Header
{
    private const int HeaderV2 = 72;
    private const int HeaderV3 = 104;
    private const uint DataFileExtension = 0x44415441;
    private const uint BackingFormatExtension = 0xE2792ACA;
    private const long MaxVirtual = 16L << 40;
    // 64 MiB of mapping tables cover 512 GiB of data at the usual cluster size; beyond that the ends are not checked.
    private const long MaxTableBytes = 64L << 20;

    public static Result<ImageFacts> Inspect(ReadOnlySpan<byte> head, long length, Stream file)
    {
        if (head.Length < HeaderV2)
        {
            return ImageErrors.Truncated("a qcow2 header has at least 72 bytes");
        }

        var version = U32(head, 4);
        if (version is not 2 and not 3)
        {
            return ImageErrors.Refused($"This is a qcow disk of version {version}; we take 2 and 3.", "Convert it: qemu-img convert -O qcow2 OLD NEW.");
        }

        if (version == 3 && head.Length < HeaderV3)
        {
            return ImageErrors.Truncated("a qcow2 version 3 header has at least 104 bytes");
        }

        if (U64(head, 8) != 0 || U32(head, 16) != 0)
        {
            return ImageErrors.Refused("This qcow2 has a backing file; it would make the engine open another file of the host.", "Flatten it: qemu-img convert -O qcow2 OLD NEW.");
        }

        if (U32(head, 32) != 0)
        {
            return ImageErrors.Refused("This qcow2 is encrypted.", "Decrypt it first: qemu-img convert with --object secret to an unencrypted qcow2.");
        }

        var clusterBits = (int)Math.Min(U32(head, 20), 99);
        var size = U64(head, 24);
        if (clusterBits is < 9 or > 21)
        {
            return ImageErrors.Damaged("its cluster size is not between 512 bytes and 2 MiB");
        }

        if (size is 0 or > (ulong)MaxVirtual)
        {
            return ImageErrors.Damaged($"its disk size is {size} bytes; 1 byte to 16 TiB is possible");
        }

        return Features(head, version, clusterBits)
            ?? Tables(head, (long)size, clusterBits, length, file)
            ?? (Result<ImageFacts>)new ImageFacts(ImageKind.Root, ImageFormat.Qcow2, (long)size);
    }

    private static Error? Features(ReadOnlySpan<byte> head, uint version, int clusterBits)
    {
        if (version == 2)
        {
            return Extensions(head, HeaderV2, clusterBits);
        }

        var incompatible = U64(head, 72);
        if ((incompatible & 4) != 0)
        {
            return ImageErrors.Refused("This qcow2 keeps its data in an external file; it would make the engine open another file of the host.", "Convert it: qemu-img convert -O qcow2 OLD NEW.");
        }

        if ((incompatible & 3) != 0)
        {
            return ImageErrors.Refused("This qcow2 was not closed cleanly or is marked corrupt.", "Repair it first: qemu-img check -r all FILE.");
        }

        // Bit 3 (compression type) is read-only history; anything above needs an engine we may not have.
        if ((incompatible & ~8UL) != 0)
        {
            return ImageErrors.Refused($"This qcow2 uses features we do not take (0x{incompatible:x}).", "Convert it: qemu-img convert -O qcow2 -o compat=1.1 OLD NEW.");
        }

        var headerLength = U32(head, 100);
        return headerLength is < HeaderV3 or > 4096 || headerLength % 8 != 0 || headerLength > head.Length
            ? ImageErrors.Damaged("its header length cannot be true")
            : Extensions(head, (int)headerLength, clusterBits);
    }

    private static Error? Extensions(ReadOnlySpan<byte> head, int offset, int clusterBits)
    {
        var end = Math.Min(head.Length, 1 << clusterBits);
        while (offset + 8 <= end)
        {
            var type = U32(head, offset);
            var length = U32(head, offset + 4);
            if (type == 0)
            {
                return null;
            }

            if (type == DataFileExtension)
            {
                return ImageErrors.Refused("This qcow2 names an external data file.", "Convert it: qemu-img convert -O qcow2 OLD NEW.");
            }

            if (type == BackingFormatExtension)
            {
                return ImageErrors.Refused("This qcow2 names the format of a backing file.", "Flatten it: qemu-img convert -O qcow2 OLD NEW.");
            }

            if (length > end - offset - 8)
            {
                return ImageErrors.Damaged("a header extension is longer than its cluster");
            }

            offset += 8 + (int)((length + 7) & ~7u);
        }

        return null;
    }

    private static Error? Tables(ReadOnlySpan<byte> head, long size, int clusterBits, long length, Stream file)
    {
        var cluster = 1L << clusterBits;
        var l1Entries = U32(head, 36);
        var l1Offset = U64(head, 40);
        var refcountOffset = U64(head, 48);
        var refcountClusters = U32(head, 56);
        var snapshots = U32(head, 60);
        // One level-2 table fills a cluster with 8-byte entries.
        var covered = cluster * (cluster / 8);
        var needed = (size + covered - 1) / covered;
        if (l1Entries < needed || l1Entries > 4_194_304)
        {
            return ImageErrors.Damaged("its level-1 table does not fit the disk's size");
        }

        if (snapshots > 256)
        {
            return ImageErrors.Damaged("it says it holds more than 256 internal snapshots");
        }

        if (l1Offset % (ulong)cluster != 0 || refcountOffset % (ulong)cluster != 0 || l1Offset == 0 || refcountOffset == 0 || refcountClusters is 0 or > 1024)
        {
            return ImageErrors.Damaged("its tables are not where they can be");
        }

        if (l1Offset > (ulong)length || (long)l1Offset + (needed * 8) > length || refcountOffset >= (ulong)length)
        {
            return ImageErrors.Truncated("its mapping tables lie beyond its end");
        }

        return Walk((long)l1Offset, needed, clusterBits, length, file);
    }

    private static Error? Walk(long l1Offset, long l1Entries, int clusterBits, long length, Stream file)
    {
        const ulong offsetMask = 0x00ff_ffff_ffff_fe00;
        var budget = MaxTableBytes;
        var l1 = Read(file, l1Offset, l1Entries * 8);
        var compressedMask = (1UL << (62 - (clusterBits - 8))) - 1;
        for (var i = 0; i < l1Entries; i++)
        {
            var l2Offset = U64(l1, i * 8) & offsetMask;
            if (l2Offset == 0)
            {
                continue;
            }

            if (l2Offset % (1UL << clusterBits) != 0)
            {
                return ImageErrors.Damaged("a level-2 table is not aligned");
            }

            if (l2Offset > (ulong)length || l2Offset + (1UL << clusterBits) > (ulong)length)
            {
                return ImageErrors.Truncated("a mapping table lies beyond its end");
            }

            if ((budget -= 1L << clusterBits) < 0)
            {
                return null;
            }

            var l2 = Read(file, (long)l2Offset, 1L << clusterBits);
            for (var j = 0; j < l2.Length; j += 8)
            {
                var entry = U64(l2, j);
                var offset = (entry >> 62 & 1) == 1 ? entry & compressedMask : entry & offsetMask;
                if (offset >= (ulong)length)
                {
                    return ImageErrors.Truncated("data lies beyond its end");
                }
            }
        }

        return null;
    }

    private static byte[] Read(Stream file, long offset, long count)
    {
        var bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);
}
