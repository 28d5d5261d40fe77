using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

internal sealed class ResumeGuest : IVmStep
{
    public string Name => "Resume";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepErrors.EngineDied(null);
        }

        var resumed = await process.ResumeAsync(cancellationToken);
        if (!resumed.Ok)
        {
            return resumed.Error;
        }

        await work.TellAsync(new VmMessage.Happened(VmEvent.Ran));
        return new StepDone();
    }
}
