using System.Buffers.Binary;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Images;

/// <summary>MBR and GPT.</summary>
internal static class PartitionTable
{
    /// <summary>Null when there is no partition table.</summary>
    public static Result<ImageFacts>? Inspect(ReadOnlySpan<byte> head, long length)
    {
        if (head.Length < 1024 || head[510] != 0x55 || head[511] != 0xaa)
        {
            return null;
        }

        if (length % 512 != 0)
        {
            return ImageErrors.Truncated("a disk's length is a multiple of 512");
        }

        if (head.Slice(512, 8).SequenceEqual("EFI PART"u8))
        {
            var lastLba = BinaryPrimitives.ReadUInt64LittleEndian(head[(512 + 48)..]);
            var entries = BinaryPrimitives.ReadUInt32LittleEndian(head[(512 + 80)..]);
            var entrySize = BinaryPrimitives.ReadUInt32LittleEndian(head[(512 + 84)..]);
            return entries is 0 or > 1024 || entrySize is < 128 or > 4096
                ? ImageErrors.Damaged("its GUID partition table cannot be true")
                : lastLba >= (ulong)(length / 512)
                    ? ImageErrors.Truncated("its partition table names sectors beyond its end")
                    : new ImageFacts(ImageKind.Root, ImageFormat.Raw, length);
        }

        var any = false;
        for (var i = 0; i < 4; i++)
        {
            var entry = head.Slice(446 + (i * 16), 16);
            if (entry[4] == 0)
            {
                continue;
            }

            long start = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
            long sectors = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            if (entry[0] is not 0 and not 0x80 || sectors == 0)
            {
                return null;
            }

            if (start + sectors > length / 512)
            {
                return ImageErrors.Truncated("its partition table names sectors beyond its end");
            }

            any = true;
        }

        if (!any)
        {
            return null;
        }

        return new ImageFacts(ImageKind.Root, ImageFormat.Raw, length);
    }
}
