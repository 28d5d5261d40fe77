using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Gives taps and addresses of a deleted VM back.</summary>
internal sealed class RemoveNetwork : IVmStep
{
    public string Name => "Give addresses back";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        await work.Room.Networks.DetachAsync(work.Id, cancellationToken);
        return new StepDone();
    }
}
