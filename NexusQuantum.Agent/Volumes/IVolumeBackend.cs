using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Agent.Volumes;

/// <summary>Where VM disks live. Every call measures first and does nothing when its result stands already.</summary>
internal interface IVolumeBackend
{
    /// <summary>A root disk of <paramref name="size"/> that is a copy-on-write clone of an image; never shrinks an existing one.</summary>
    Task<Result<EngineDisk>> EnsureRootAsync(VmDirectory directory, string imagePath, ImageFormat imageFormat, ByteSize size, CancellationToken cancellationToken);

    /// <summary>Bytes the VM's disks occupy.</summary>
    long MeasureBytes(VmDirectory directory);
}
