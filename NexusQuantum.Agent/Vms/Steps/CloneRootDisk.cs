using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The root disk as a copy-on-write clone of its image.</summary>
internal sealed class CloneRootDisk : IVmStep
{
    public string Name => "Clone root disk";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var spec = work.NeedWish.Spec;
        if (work.Room.Images.Find(spec.Boot.Root) is not { } image)
        {
            return new Error(ErrorKind.NotFound, "image-not-on-host", "This host no longer holds the root image.") { Fix = "Start the machine again, so that the image is sent first." };
        }

        var size = ByteSize.FromGiB(spec.RootDiskGiB);
        var disk = await work.Room.Volumes.EnsureRootAsync(work.Directory, image.Path, spec.Boot.RootFormat, size, cancellationToken);
        if (!disk.Ok)
        {
            return disk.Error;
        }

        work.RootDisk = disk.Value;
        var occupied = work.Room.Volumes.MeasureBytes(work.Directory);
        await work.TellAsync(new VmMessage.DiskMeasured(occupied));
        return new StepDone($"{size}, {new ByteSize(occupied)} on the host");
    }
}
