using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Images;

/// <summary>What the bytes of an image are, found by reading them.</summary>
[JsonConverter(typeof(CamelCaseEnum<ImageFormat>))]
public enum ImageFormat
{
    /// <summary>An ext2, ext3 or ext4 file system without a partition table.</summary>
    Ext4,

    /// <summary>A QEMU copy-on-write disk, version 2 or 3, without backing file, external data file or encryption.</summary>
    Qcow2,

    /// <summary>A plain disk with a partition table.</summary>
    Raw,

    /// <summary>A Linux x86 boot image with the real-mode header.</summary>
    BzImage,

    /// <summary>An uncompressed 64-bit ELF kernel.</summary>
    Elf,

    /// <summary>A cpio archive (newc), plain or compressed.</summary>
    Cpio,
}
