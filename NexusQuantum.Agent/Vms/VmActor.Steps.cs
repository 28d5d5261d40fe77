using System.Collections.Immutable;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms.Steps;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Agent.Vms;

// One run of a plan, on its own task: it touches no field of the actor and tells it by messages.
internal sealed partial class VmActor
{
    private async ValueTask TellFromWorkAsync(VmMessage message)
    {
        try
        {
            await _mailbox.Writer.WriteAsync(message, CancellationToken.None);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // The actor stopped; a process just launched is let go of, the next agent adopts it.
            if (message is VmMessage.Launched { Process: var process })
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task PerformAsync(ImmutableArray<VmStepKind> plan, VmWork work, int offset, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Error? error = null;
        var cancelled = false;
        foreach (var (index, kind) in plan.Index())
        {
            var step = StepCatalog.Of(kind);
            work.Current = offset + index;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                await work.TellAsync(new VmMessage.StepMoved(work.Current, StepStatus.Running, null));
                var outcome = await step.RunAsync(work, cancellationToken);
                error = outcome.Error;
                var status = error is not null ? StepStatus.Failed : outcome.Value!.Skipped ? StepStatus.Skipped : StepStatus.Done; // a value where there is no error
                await work.TellAsync(new VmMessage.StepMoved(work.Current, status, error?.Message ?? outcome.Value?.Detail));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                cancelled = true;
            }
            catch (Exception e)
            {
                Log.StepThrew(_log, _id, step.Name, e);
                error = Explain(e, step);
                await work.TellAsync(new VmMessage.StepMoved(work.Current, StepStatus.Failed, error.Message));
            }

            if (cancelled || error is not null)
            {
                break;
            }
        }

        if (error is not null)
        {
            await UndoAsync(work);
        }

        work.ReleaseSlot();
        await work.TellAsync(new VmMessage.WorkEnded(error, cancelled));
    }

    private async Task UndoAsync(VmWork work)
    {
        try
        {
            await work.UndoAsync();
        }
        catch (Exception e)
        {
            Log.StepThrew(_log, _id, "undo", e);
        }
    }

    private Error Explain(Exception e, IVmStep step) => DiskFull.Is(e)
        ? DiskFull.Tell($"The step \"{step.Name}\"", _directory.Path)
        : new Error(ErrorKind.Failed, "agent-fault", $"The agent failed in \"{step.Name}\".") { Fix = "Its log on the host says more." };

    private void Move(VmMessage.StepMoved moved)
    {
        if (moved.Index >= _steps.Length)
        {
            return;
        }

        var step = _steps[moved.Index];
        _steps = _steps.SetItem(moved.Index, step with
        {
            Status = moved.Status,
            Detail = moved.Detail ?? step.Detail,
            StartedAt = step.StartedAt ?? Now,
            EndedAt = moved.Status == StepStatus.Running ? null : Now,
        });
    }
}
