using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

internal sealed class ResetGuest : IVmStep
{
    public string Name => "Reset";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepErrors.EngineDied(null);
        }

        var reset = await process.ResetAsync(cancellationToken);
        if (!reset.Ok)
        {
            return reset.Error;
        }

        // Counted before anything else can fail: the button must not be pressed twice.
        work.BootBegan = work.Room.Time.GetUtcNow();
        await work.TellAsync(new VmMessage.ResetDone());
        await work.FlushAsync(cancellationToken);
        return new StepDone();
    }
}
