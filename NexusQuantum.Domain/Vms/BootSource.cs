using NexusQuantum.Domain.Images;

namespace NexusQuantum.Domain.Vms;

/// <summary>The files a VM starts from, by content. All are on the host before the VM is asked for.</summary>
public sealed record BootSource
{
    /// <summary>Kernel (bzImage or ELF with a PVH note).</summary>
    public required Digest Kernel { get; init; }

    /// <summary>Initial RAM disk, if any.</summary>
    public Digest? Initrd { get; init; }

    /// <summary>Root file system or disk the VM's own disk is a copy-on-write clone of.</summary>
    public required Digest Root { get; init; }

    /// <summary>Format of <see cref="Root"/>; always told to QEMU, never guessed by it.</summary>
    public required ImageFormat RootFormat { get; init; }

    /// <summary>Kernel arguments to append to ours, null for none.</summary>
    public string? KernelArguments { get; init; }

    /// <summary>True when the image carries our guest agent, so a boot is done when it says hello.</summary>
    public bool HasGuestAgent { get; init; }
}
