using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Ends the engine's process, whatever the guest thinks of it.</summary>
internal sealed class CutPower : IVmStep
{
    public string Name => "Cut power";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        if (work.Process is not { } process)
        {
            return StepDone.Nothing;
        }

        var skipped = process.Exited.IsCompleted;
        if (!skipped)
        {
            // Not cancelled half-way: it is bounded by the engine's own deadlines.
            await process.KillAsync(CancellationToken.None);
        }

        work.Process = null;
        if (!work.Record.Deleting)
        {
            await work.TellAsync(new VmMessage.Happened(VmEvent.WentOff));
        }

        return new StepDone(Skipped: skipped);
    }
}
