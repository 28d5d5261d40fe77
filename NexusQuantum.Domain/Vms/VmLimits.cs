namespace NexusQuantum.Domain.Vms;

/// <summary>The limits of a VM's spec, whatever the host. A host's own size limits it further at placement.</summary>
public static class VmLimits
{
    /// <summary>Most vCPUs (QEMU q35 allows 288; we test far below).</summary>
    public const int MaxVcpus = 128;

    /// <summary>Least memory that boots nexus-tiny, in MiB.</summary>
    public const int MinMemoryMiB = 64;

    /// <summary>Most memory, in MiB (4 TiB).</summary>
    public const int MaxMemoryMiB = 4 * 1024 * 1024;

    /// <summary>Largest root disk, in GiB (16 TiB).</summary>
    public const int MaxRootDiskGiB = 16 * 1024;

    /// <summary>Longest description, in characters.</summary>
    public const int MaxDescription = 2000;

    /// <summary>Most tags on a VM.</summary>
    public const int MaxTags = 16;

    /// <summary>Most SSH keys given at creation.</summary>
    public const int MaxSshKeys = 16;

    /// <summary>Longest grace time of a stop, in seconds.</summary>
    public const int MaxGraceSeconds = 3600;
}
