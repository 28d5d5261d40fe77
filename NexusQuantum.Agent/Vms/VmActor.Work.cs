using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Vms.Steps;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
    /// <summary>A plan that succeeds and leaves its work undone this often is a fault, not patience.</summary>
    private const int MostSamePlans = 4;

    private bool IsAlive => _process is { Exited.IsCompleted: false };

    private bool RestartDue => _wish is { } wish && wish.Power.Boots > _record.BootsDone;

    private bool ResetDue => _wish is { } wish && wish.Power.Resets > _record.ResetsDone;

    private bool PasswordWaits => _password is not null && !_record.PasswordTaken;

    private PlanInput Measure() => new()
    {
        Target = _record.GuestPoweredOff || _wish is null ? VmPower.Stopped : _wish.Power.Target,
        State = _record.State,
        Alive = IsAlive,
        RestartDue = RestartDue,
        ResetDue = ResetDue,
        HasGuestAgent = _wish?.Spec.Boot.HasGuestAgent ?? false,
        GuestReady = _record.GuestReady,
        PasswordWaits = PasswordWaits,
        RetryDue = _retryDue,
        GivenUp = _givenUp,
        HeldByEngine = _record.HeldByEngine,
        Deleting = _record.Deleting,
    };

    /// <summary>Makes a plan and starts it, unless work is under way; its end comes back here.</summary>
    private void Reconcile()
    {
        if (_work is not null || _removed || _stop.IsCancellationRequested)
        {
            return;
        }

        // A journal that cannot be read says nothing about what is wished: the VM is left as it is.
        if (_wish is null && !_record.Deleting)
        {
            return;
        }

        var input = Measure();
        var plan = VmPlan.For(input);
        if (plan.IsEmpty)
        {
            _sameplans = 0;
            if (input is { Alive: false, Target: VmPower.Stopped, GivenUp: false })
            {
                Settle();
            }

            MeetWish();
            return;
        }

        if (++_sameplans > MostSamePlans)
        {
            Fail(new Error(ErrorKind.Failed, "does-not-settle", "The machine does not come to the state that was asked for, though every step succeeds."));
            return;
        }

        Begin(plan);
    }

    private void MeetWish()
    {
        if (_wish is not { } wish || _record.Deleting || _givenUp || _record.GuestPoweredOff || _record.HeldByEngine)
        {
            return;
        }

        if (VmLifecycle.Satisfies(_record.State, wish.Power.Target) && (_record.AppliedGeneration != wish.Generation || _record.Problem is not null))
        {
            Save(_record with { AppliedGeneration = wish.Generation, BootsDone = wish.Power.Boots, ResetsDone = wish.Power.Resets, Problem = null });
        }
    }

    private void Begin(ImmutableArray<VmStepKind> plan)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var work = new VmWork
        {
            Id = _id,
            Room = _room,
            Directory = _directory,
            Wish = _wish,
            Record = _record,
            TellAsync = TellFromWorkAsync,
            Guest = () => _guest,
            GuestReady = () => _hello.Task,
            IdentityTaken = () => _identity.Task,
            PasswordWaits = () => PasswordWaits,
            StopBegan = _record.State == VmState.Stopping ? _stopBegan : null,
            BootBegan = _bootBegan,
            Process = _process,
            Nics = _nics,
        };
        _steps = [.. _earlierSteps, .. plan.Select(static kind => new OperationStep { Name = StepCatalog.Of(kind).Name, Status = StepStatus.Waiting })];
        _retryDue = false;

        // Said before the wish is answered: a report must not show the newest generation with the last one's failure.
        switch (plan[0])
        {
            case VmStepKind.CheckCapacity or VmStepKind.WaitBeforeRetry:
                Happen(VmEvent.Prepare);
                break;
            case VmStepKind.ShutDownGuest:
                Happen(VmEvent.StopBegan);
                break;
            default:
                break;
        }

        _work = new RunningWork(plan, work, _process, _wish?.Generation ?? 0, cancel, PerformAsync(plan, work, _earlierSteps.Length, cancel.Token));
    }

    private async Task OnWorkEndedAsync(VmMessage.WorkEnded ended)
    {
        var work = _work ?? throw new InvalidOperationException("Work ended that never began.");
        await CollectExitAsync();
        _work = null;
        await work.Task;
        work.Cancel.Dispose();
        if (work.Plan.Contains(VmStepKind.RemoveFiles) && !ended.Cancelled)
        {
            await OnDeleteEndedAsync(ended.Error);
            return;
        }

        var unasked = UnaskedExit(work, ended.Error);
        _exits = [];
        if (unasked is not null)
        {
            Judge(unasked);
        }
        else if (!ended.Cancelled && ended.Error is { } error)
        {
            OnWorkFailed(error, work);
        }
        else if (!ended.Cancelled)
        {
            _earlierSteps = [];
        }

        await CheckStatusAsync();
        Reconcile();
    }

    /// <summary>The end of a process during the work that the work did not ask for, null when there was none.</summary>
    private EngineExit? UnaskedExit(RunningWork work, Error? error)
    {
        if (error is { Type: StepErrors.BootDeadlineType } || _exits.IsEmpty)
        {
            return null;
        }

        var (process, exit) = _exits[^1];
        var asked = work.Stops && process == work.First;
        var undone = error is not null && exit.Reason == EngineExitReason.Asked;
        return asked || undone ? null : exit;
    }

    private void OnWorkFailed(Error error, RunningWork work)
    {
        // A newer wish came while it failed: that one starts afresh.
        if (_wish is not { } wish || wish.Generation != work.Generation || _record.Deleting)
        {
            Settle();
        }
        else if (error.Type == StepErrors.BootDeadlineType && !_bootRetried)
        {
            Log.Failed(_log, _id, error.Message, error.Type);
            _bootRetried = true;
            _earlierSteps = [.. _steps.Where(static step => step.Status != StepStatus.Waiting)];
            var failed = work.Work.Launched ?? work.First;
            Settle();
            Happen(VmEvent.Prepare);
            Save(_record with
            {
                Problem = Problem.From(error),
                ProfileInstead = failed is null ? null : EngineChoice.Other(wish.Spec, failed.Profile, _room.Engines),
            });
        }
        else if (!IsAlive && _record.AppliedGeneration == wish.Generation)
        {
            // The wish was met before, so nobody waits at a screen: what fails now may pass, as after a crash.
            Settle();
            JudgeCrash(error);
        }
        else
        {
            Fail(error);
        }
    }

    private async Task OnDeleteEndedAsync(Error? error)
    {
        if (error is not null)
        {
            Log.Failed(_log, _id, error.Message, error.Type);
            _deleteAgainAt = Now + TimeSpan.FromSeconds(10);
            _record = _record with { Problem = Problem.From(error) };
            return;
        }

        await DetachAsync();

        // The engine's end may have come between the removal of the files and this message, and wrote its record into a new directory.
        _room.Journal.Remove(_id);
        _removed = true;
        _room.Board.Remove(_id);
    }

    /// <summary>After work that left no process: off, whatever it was on the way to.</summary>
    private void Settle()
    {
        if (!IsAlive && VmLifecycle.Next(_record.State, VmEvent.WentOff) is not null)
        {
            Happen(VmEvent.WentOff);
        }
    }

    private void Fail(Error error)
    {
        Log.Failed(_log, _id, error.Message, error.Type);
        _givenUp = true;
        _earlierSteps = [];
        if (!IsAlive)
        {
            Happen(VmEvent.Broke);
        }

        // A guest that runs stays running: what failed is told beside it.
        Save(_record with { Problem = Problem.From(error) });
    }
}
