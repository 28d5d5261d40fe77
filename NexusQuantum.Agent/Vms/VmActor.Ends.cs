using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

// How a process ended, and what follows from it.
internal sealed partial class VmActor
{
    /// <summary>Takes note of a process that ended; does nothing when none did or it was noted before.</summary>
    private async Task CollectExitAsync()
    {
        if (_process is not { Exited.IsCompleted: true } process)
        {
            return;
        }

        var exit = await process.Exited;
        Log.Exited(_log, _id, exit.Reason, exit.Evidence);
        _exits = _exits.Add((process, exit));
        await DetachAsync();
        Save(_record with { HadProcess = false, GuestReady = false, Hello = null, HelloAt = null });
    }

    private async Task OnExitedAsync(VmMessage.EngineExited exited)
    {
        if (exited.Process != _process)
        {
            return;
        }

        await CollectExitAsync();
        if (_work is null)
        {
            _exits = [];
            Judge(exited.Exit);
            Reconcile();
        }
    }

    /// <summary>What follows from the unasked end of a process.</summary>
    private void Judge(EngineExit exit)
    {
        _earlierSteps = [];
        Settle();
        if (_record.Deleting || _wish is not { } wish || wish.Power.Target == VmPower.Stopped || _record.GuestPoweredOff)
        {
            return;
        }

        if (exit.Reason == EngineExitReason.GuestPoweredOff)
        {
            Save(_record with { GuestPoweredOff = true, Problem = null });
            return;
        }

        JudgeCrash(new Error(ErrorKind.Failed, "engine-died", exit.Evidence.Length > 0 ? $"The engine ended unasked: {exit.Evidence}" : "The engine ended unasked."));
    }

    private void JudgeCrash(Error error)
    {
        var crashes = CrashRule.Add(_record.Crashes, Now);
        if (CrashRule.GivesUp(crashes))
        {
            Save(_record with { Crashes = crashes });
            Happen(VmEvent.Prepare);
            Fail(error with { Message = $"{error.Message} It was started again {CrashRule.Restarts} times in {CrashRule.Window.TotalMinutes:0} minutes.", Fix = error.Fix ?? "Read its console log, then start it again." });
            return;
        }

        // What was given up before concerned the process that is gone (it did not take its identity, say): this is a new start.
        _givenUp = false;
        _retryDue = true;
        Save(_record with { Crashes = crashes, Problem = Problem.From(error) });
        Happen(VmEvent.Prepare);
    }

    /// <summary>A guest that is broken and whose process stays: ended, and judged like a crash.</summary>
    private async Task EndBrokenAsync(IVmProcess process)
    {
        await process.KillAsync(CancellationToken.None);
        await CollectExitAsync();
        _exits = [];
        Judge(new EngineExit(EngineExitReason.Crashed, "the guest's kernel panicked or the engine met an internal error"));
    }
}
