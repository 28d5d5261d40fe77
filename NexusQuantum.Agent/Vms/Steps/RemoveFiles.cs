using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Removes disks, logs and journal of a deleted VM, and lets its images go.</summary>
internal sealed class RemoveFiles : IVmStep
{
    private const int Attempts = 4;

    public string Name => "Remove disks and files";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        foreach (var companion in work.Room.Companions)
        {
            await companion.RemovedAsync(work.Id);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                work.Room.Journal.Remove(work.Id);
                break;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The actor may write its record (the engine's end, say) between the emptying and the removal of the directory.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new Error(ErrorKind.Failed, "files-remain", "Some files of the machine cannot be removed; it is tried again.");
            }
        }

        work.Room.Images.Release(work.Id);
        return new StepDone();
    }
}
