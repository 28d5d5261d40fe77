using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The two directories the engine's account writes to; the engine's room gives them to that account.</summary>
internal sealed class MakeDirectories : IVmStep
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Name => "Make directories";

    public Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var stood = Directory.Exists(work.Directory.Run) && Directory.Exists(work.Directory.Disks);
        Directory.CreateDirectory(work.Directory.Run, OwnerOnly);
        Directory.CreateDirectory(work.Directory.Disks, OwnerOnly);
        return Task.FromResult<Result<StepDone>>(stood ? StepDone.Nothing : new StepDone());
    }
}
