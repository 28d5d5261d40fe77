using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Removes the taps of a VM that is off; it keeps its addresses.</summary>
internal sealed class LeaveNetwork : IVmStep
{
    public string Name => "Leave network";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        await work.Room.Networks.ReleaseAsync(work.Id, cancellationToken);
        return new StepDone();
    }
}
