using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Domain.Tests.Images;

public sealed class ImageInspectorTests
{
    public static TheoryData<string, ImageKind, ImageFormat> Good => new()
    {
        { "ext4", ImageKind.Root, ImageFormat.Ext4 },
        { "qcow2", ImageKind.Root, ImageFormat.Qcow2 },
        { "mbr", ImageKind.Root, ImageFormat.Raw },
        { "gpt", ImageKind.Root, ImageFormat.Raw },
        { "bzimage", ImageKind.Kernel, ImageFormat.BzImage },
        { "elf", ImageKind.Kernel, ImageFormat.Elf },
        { "cpio", ImageKind.Initrd, ImageFormat.Cpio },
        { "cpio.gz", ImageKind.Initrd, ImageFormat.Cpio },
        { "xz", ImageKind.Initrd, ImageFormat.Cpio },
        { "zstd", ImageKind.Initrd, ImageFormat.Cpio },
        { "lz4", ImageKind.Initrd, ImageFormat.Cpio },
    };

    public static TheoryData<string, string, string> Bad => new()
    {
        { "empty", "image-not-recognised", "an empty file" },
        { "zeros", "image-not-recognised", "nothing but zeros" },
        { "text", "image-not-recognised", "a text file" },
        { "html", "image-not-recognised", "HTML" },
        { "png", "image-not-recognised", "PNG" },
        { "iso", "image-not-recognised", "ISO 9660" },
        { "tar.gz", "image-not-recognised", "not a cpio" },
        { "elf-arm", "image-not-recognised", "another processor" },
        { "ext4-cut", "image-truncated", "file system has" },
        { "qcow2-cut", "image-truncated", "beyond its end" },
        { "qcow2-header-cut", "image-truncated", "72 bytes" },
        { "qcow2-backing", "image-refused", "backing file" },
        { "qcow2-data-file", "image-refused", "external" },
        { "qcow2-data-extension", "image-refused", "external data file" },
        { "qcow2-encrypted", "image-refused", "encrypted" },
        { "qcow2-version1", "image-refused", "version 1" },
        { "qcow2-corrupt", "image-refused", "not closed cleanly" },
        { "qcow2-unknown-feature", "image-refused", "features" },
        { "qcow2-cluster", "image-damaged", "cluster size" },
        { "qcow2-size", "image-damaged", "disk size" },
        { "qcow2-l1", "image-damaged", "level-1" },
        { "mbr-cut", "image-truncated", "partition table" },
        { "bzimage-cut", "image-truncated", "the kernel says" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Knows_what_it_takes(string sample, ImageKind kind, ImageFormat format)
    {
        var result = ImageInspector.Inspect(new MemoryStream(Sample(sample)));
        Assert.True(result.Ok, result.Error?.Message);
        Assert.Equal((kind, format), (result.Value.Kind, result.Value.Format));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Refuses_everything_else_and_says_what_it_saw(string sample, string type, string words)
    {
        var result = ImageInspector.Inspect(new MemoryStream(Sample(sample)));
        Assert.False(result.Ok);
        Assert.Equal(type, result.Error.Type);
        Assert.Contains(words, result.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(result.Error.Fix);
    }

    [Fact]
    public void A_qcow2_tells_its_virtual_size()
        => Assert.Equal(1L << 30, ImageInspector.Inspect(new MemoryStream(Sample("qcow2"))).Value!.VirtualBytes);

    [Fact]
    public void Any_header_with_bytes_changed_is_answered_never_thrown()
    {
        string[] names = ["ext4", "qcow2", "mbr", "gpt", "bzimage", "elf", "cpio.gz"];
        var originals = names.Select(Sample).ToArray();
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Select(Gen.Int[0, 4095], Gen.Byte).Array[1, 24]).Sample(
            (which, edits) =>
            {
                var bytes = (byte[])originals[which].Clone();
                foreach (var (at, value) in edits)
                {
                    bytes[at % bytes.Length] = value;
                }

                _ = ImageInspector.Inspect(new MemoryStream(bytes));
            },
            iter: 4000);
    }

    [Fact]
    public void Any_file_cut_anywhere_is_answered_never_thrown()
    {
        string[] names = ["ext4", "qcow2", "mbr", "gpt", "bzimage", "elf", "cpio.gz"];
        var originals = names.Select(Sample).ToArray();
        Gen.Select(Gen.Int[0, names.Length - 1], Gen.Int[0, 70_000]).Sample(
            (which, length) => _ = ImageInspector.Inspect(new MemoryStream(originals[which][..Math.Min(length, originals[which].Length)])),
            iter: 2000);
    }

    private static byte[] Sample(string name) => name switch
    {
        "ext4" => Ext4(1 << 20),
        "ext4-cut" => Ext4(1 << 20)[..(1 << 19)],
        "qcow2" => Qcow2(),
        "qcow2-cut" => Qcow2()[..(3 * 65536)],
        "qcow2-header-cut" => Qcow2()[..60],
        "qcow2-backing" => With(Qcow2(), 15, 200),
        "qcow2-data-file" => With(Qcow2(), 79, 4),
        "qcow2-corrupt" => With(Qcow2(), 79, 2),
        "qcow2-unknown-feature" => With(Qcow2(), 78, 1),
        "qcow2-data-extension" => DataExtension(),
        "qcow2-encrypted" => With(Qcow2(), 35, 2),
        "qcow2-version1" => With(Qcow2(), 7, 1),
        "qcow2-cluster" => With(Qcow2(), 23, 40),
        "qcow2-size" => With(Qcow2(), 24, 255),
        "qcow2-l1" => With(Qcow2(), 39, 1),
        "mbr" => Mbr(2048, 1000),
        "mbr-cut" => Mbr(2048, 100_000),
        "gpt" => Gpt(),
        "bzimage" => BzImage(),
        "bzimage-cut" => BzImage()[..4096],
        "elf" => Elf(62),
        "elf-arm" => Elf(183),
        "cpio" => Padded("070701"u8),
        "cpio.gz" => Gzip("0707010000"u8),
        "tar.gz" => Gzip("hello.txt\0\0\0"u8),
        "xz" => Padded([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
        "zstd" => Padded([0x28, 0xb5, 0x2f, 0xfd]),
        "lz4" => Padded([0x02, 0x21, 0x4c, 0x18]),
        "empty" => [],
        "zeros" => new byte[8192],
        "text" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("hello world\n", 400))),
        "html" => Encoding.ASCII.GetBytes("<!doctype html>" + new string(' ', 4000)),
        "png" => Padded([0x89, 0x50, 0x4e, 0x47]),
        "iso" => Iso(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static byte[] Padded(ReadOnlySpan<byte> start)
    {
        var bytes = new byte[4096];
        start.CopyTo(bytes);
        return bytes;
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }

    private static byte[] Ext4(int length)
    {
        var bytes = new byte[length];
        var super = bytes.AsSpan(1024);
        BinaryPrimitives.WriteUInt32LittleEndian(super, 64);
        BinaryPrimitives.WriteUInt32LittleEndian(super[4..], (uint)(length / 4096));
        BinaryPrimitives.WriteUInt32LittleEndian(super[0x18..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(super[0x20..], 32768);
        BinaryPrimitives.WriteUInt16LittleEndian(super[0x38..], 0xEF53);
        return bytes;
    }

    private static byte[] Qcow2()
    {
        // As qemu-img lays it out: header, refcount table, refcount block, L1, then one L2 and its data cluster.
        var bytes = new byte[6 * 65536];
        new byte[] { 0x51, 0x46, 0x49, 0xfb }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), 3);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), 16);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), 1UL << 30);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(36), 2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(40), 0x30000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(48), 0x10000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(56), 1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(96), 4);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(100), 112);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(0x30000), 0x8000_0000_0004_0000);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(0x40000), 0x8000_0000_0005_0000);
        return bytes;
    }

    private static byte[] DataExtension()
    {
        var bytes = Qcow2();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(112), 0x44415441);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(116), 8);
        return bytes;
    }

    private static byte[] Mbr(uint start, uint sectors)
    {
        var bytes = new byte[2 << 20];
        (bytes[510], bytes[511], bytes[446 + 4]) = (0x55, 0xaa, 0x83);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(446 + 8), start);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(446 + 12), sectors);
        return bytes;
    }

    private static byte[] Gpt()
    {
        var bytes = new byte[2 << 20];
        (bytes[510], bytes[511], bytes[446 + 4]) = (0x55, 0xaa, 0xee);
        "EFI PART"u8.CopyTo(bytes.AsSpan(512));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(512 + 48), 4000);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(512 + 80), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(512 + 84), 128);
        return bytes;
    }

    private static byte[] BzImage()
    {
        var bytes = new byte[5 * 512 + (1 << 16)];
        "MZ"u8.CopyTo(bytes);
        (bytes[510], bytes[511], bytes[0x1f1]) = (0x55, 0xaa, 4);
        "HdrS"u8.CopyTo(bytes.AsSpan(0x202));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x206), 0x020f);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x1f4), (1 << 16) / 16);
        return bytes;
    }

    private static byte[] Elf(ushort machine)
    {
        var bytes = new byte[8192];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), machine);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), 64);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(56), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(64), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(64 + 32), 4096);
        return bytes;
    }

    private static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    private static byte[] Iso()
    {
        var bytes = new byte[40 * 2048];
        "CD001"u8.CopyTo(bytes.AsSpan(0x8001));
        return bytes;
    }
}
