using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Agent.Volumes;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>Disks that are empty files.</summary>
internal sealed class FakeVolumes : IVolumeBackend
{
    public Error? Refusal { get; set; }

    public Task<Result<EngineDisk>> EnsureRootAsync(VmDirectory directory, string imagePath, ImageFormat imageFormat, ByteSize size, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return Task.FromResult<Result<EngineDisk>>(refusal);
        }

        Directory.CreateDirectory(directory.Disks);
        var path = Path.Combine(directory.Disks, "root.qcow2");
        File.WriteAllBytes(path, []);
        return Task.FromResult<Result<EngineDisk>>(new EngineDisk(path, ImageFormat.Qcow2, new EngineBacking(imagePath, imageFormat)));
    }

    public long MeasureBytes(VmDirectory directory) => 4096;
}
