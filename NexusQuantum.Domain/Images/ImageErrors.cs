using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Images;

/// <summary>Why a file is not an image we can use; both portal and agent answer with these.</summary>
public static class ImageErrors
{
    /// <summary>What we take, for error messages.</summary>
    public const string Accepted = "ext4, qcow2 (without backing file) or a raw disk with a partition table for a root; bzImage or a 64-bit ELF for a kernel; cpio, plain or compressed, for a RAM disk";

    /// <summary>The bytes are something else.</summary>
    public static Error NotAnImage(string found) => new(ErrorKind.Invalid, "image-not-recognised", $"This is not an image we can use: it is {found}.")
    {
        Fix = $"Give one of: {Accepted}.",
    };

    /// <summary>The file ends before its own header says it does.</summary>
    public static Error Truncated(string what) => new(ErrorKind.Invalid, "image-truncated", $"The file is cut short: {what}.")
    {
        Fix = "Copy the file again and compare its checksum with the source's.",
    };

    /// <summary>A known format with values that cannot be true.</summary>
    public static Error Damaged(string what) => new(ErrorKind.Invalid, "image-damaged", $"The image's header is damaged: {what}.")
    {
        Fix = "Check the file with the tool that made it (qemu-img check, e2fsck -n).",
    };

    /// <summary>A known format with a feature that is not safe or not possible here.</summary>
    public static Error Refused(string what, string fix) => new(ErrorKind.Invalid, "image-refused", what) { Fix = fix };

    /// <summary>The bytes are a good image of another sort than said.</summary>
    public static Error WrongKind(ImageKind said, ImageFacts found) => new(
        ErrorKind.Invalid,
        "image-wrong-kind",
        $"This is not a {Word(said)} but a {Word(found.Kind)} ({found.Format}).")
    {
        Fix = $"Choose the kind \"{Word(found.Kind)}\", or give a {Word(said)}.",
    };

    private static string Word(ImageKind kind) => kind switch
    {
        ImageKind.Root => "root disk",
        ImageKind.Kernel => "kernel",
        ImageKind.Initrd => "RAM disk",
    };
}
