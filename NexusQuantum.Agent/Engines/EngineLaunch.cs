using System.Collections.Immutable;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Engines;

/// <summary>Everything an engine needs to start one VM; all files exist, all names were checked.</summary>
internal sealed record EngineLaunch
{
    public required VmId Id { get; init; }

    public required VmName Name { get; init; }

    public required VmDirectory Directory { get; init; }

    public required int Vcpus { get; init; }

    public required int MemoryMiB { get; init; }

    public required MachineProfile Profile { get; init; }

    /// <summary>Path of the kernel in the image store.</summary>
    public required string Kernel { get; init; }

    public string? Initrd { get; init; }

    /// <summary>Words for the kernel beyond the engine's own (console, root, clock); checked to hold no control characters.</summary>
    public required ImmutableArray<string> KernelWords { get; init; }

    public required ImmutableArray<EngineDisk> Disks { get; init; }

    public required ImmutableArray<NicAttachment> Nics { get; init; }
}

/// <summary>A disk of a VM.</summary>
/// <param name="Path">The file, in the VM's own disks directory.</param>
/// <param name="Format">Told to the engine, never guessed.</param>
/// <param name="Backing">The image it is a clone of, with its format; null when it stands alone.</param>
internal sealed record EngineDisk(string Path, ImageFormat Format, EngineBacking? Backing);

internal sealed record EngineBacking(string Path, ImageFormat Format);
