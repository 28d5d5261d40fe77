using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

internal sealed class PauseGuest : IVmStep
{
    public string Name => "Pause";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepErrors.EngineDied(null);
        }

        var paused = await process.PauseAsync(cancellationToken);
        if (!paused.Ok)
        {
            return paused.Error;
        }

        await work.TellAsync(new VmMessage.Happened(VmEvent.Halted));
        return new StepDone();
    }
}
