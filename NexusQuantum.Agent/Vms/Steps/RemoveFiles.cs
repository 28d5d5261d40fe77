using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Removes disks, logs and journal of a deleted VM, and lets its images go.</summary>
internal sealed class RemoveFiles : IVmStep
{
    public string Name => "Remove disks and files";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        foreach (var companion in work.Room.Companions)
        {
            await companion.RemovedAsync(work.Id);
        }

        try
        {
            work.Room.Journal.Remove(work.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Failed, "files-remain", "Some files of the machine cannot be removed; it is tried again.");
        }

        work.Room.Images.Release(work.Id);
        return new StepDone();
    }
}
