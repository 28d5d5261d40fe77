using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
    private void Accept(VmMessage.Ensure message)
    {
        var wish = message.Wish;
        if (_record.Deleting || wish.Generation < (_wish?.Generation ?? 0))
        {
            message.Reply.TrySetResult(new EnsureAnswer(Publish(), Refused: true));
            return;
        }

        var newer = _wish is null || wish.Generation > _wish.Generation;
        if (newer)
        {
            var plain = wish with { Password = null };
            _room.Journal.WriteWish(_id, plain);
            _room.Images.Use(_id, wish.Spec.Boot);
            if (_wish is null && !_record.HadProcess)
            {
                // Counters of a VM the agent meets for the first time count from here.
                _record = _record with { BootsDone = wish.Power.Boots, ResetsDone = wish.Power.Resets };
            }

            _wish = plain;
            _givenUp = _retryDue = _bootRetried = false;
            _sameplans = 0;
            Save(_record with
            {
                GuestPoweredOff = false,
                HeldByEngine = false,
                Problem = null,
                Crashes = [],
                ProfileInstead = null,
                PasswordTaken = wish.Password is null && _record.PasswordTaken,
            });
            Log.Accepted(_log, _id, wish.Generation, wish.Power.Target);
        }

        TakePassword(wish, newer);
        if (newer)
        {
            Supersede();
        }

        message.Reply.TrySetResult(new EnsureAnswer(Publish(), Refused: false));
    }

    private void TakePassword(EnsureVm wish, bool newer)
    {
        if (wish.Password is null || (!newer && (_record.PasswordTaken || _password is not null)))
        {
            return;
        }

        _password = wish.Password;
        if (_guest is { Identified: true })
        {
            _identity = NewSignal();
        }

        if (!newer)
        {
            Reconcile();
        }
    }

    private void Accept(VmMessage.Delete message)
    {
        if (!_record.Deleting)
        {
            Save(_record with { Deleting = true, Problem = null });
            Happen(VmEvent.DeleteBegan);
            Supersede();
        }

        message.Reply.TrySetResult(Publish());
    }

    /// <summary>The newest wish interrupts what is under way; the plan made at its end starts from what stands then.</summary>
    private void Supersede()
    {
        _earlierSteps = [];
        if (_work is { } work)
        {
            // Not awaited: callbacks of the token run on their own, and the work's end comes as a message.
            _watchers.Add(work.CancelAsync());
        }
        else
        {
            Reconcile();
        }
    }

    /// <summary>What an earlier agent left: a process to take over, the end of one to read, or a host that rebooted.</summary>
    private async Task RecoverAsync()
    {
        if (_wish is { } wish)
        {
            _room.Images.Use(_id, wish.Spec.Boot);
        }

        if (_record.Deleting)
        {
            Save(_record with { State = VmState.Deleting });
        }

        if (_wish is null && !_record.Deleting)
        {
            Save(_record with
            {
                Problem = new Problem
                {
                    Type = "journal-unreadable",
                    Title = "The host's note of what this machine is cannot be read.",
                    Fix = "Change anything of it in the portal (its description, say): the whole specification is then sent again.",
                },
            });
        }

        foreach (var engine in _room.KnownEngines)
        {
            if (await engine.AdoptAsync(_id, _directory, _stop.Token) is { } process)
            {
                await TakeOverAsync(process);
                Reconcile();
                return;
            }
        }

        if (_record.HadProcess && !_record.Deleting)
        {
            // A guest that went off because the last agent had asked it to has not spoken for its owner.
            var asked = _record.State == VmState.Stopping;
            var rebooted = _record.HostBootId != _room.HostBootId;
            Save(_record with { HadProcess = false, State = VmState.Stopped, Since = Now, GuestReady = false, Hello = null });
            if (!rebooted && !asked)
            {
                Judge(_room.KnownEngines[0].ReadLastExit(_directory));
            }
        }
        else if (VmLifecycle.HasProcess(_record.State) || _record.State == VmState.Preparing)
        {
            Save(_record with { State = VmState.Stopped, Since = Now });
        }

        if (_record.State == VmState.Failed)
        {
            _givenUp = true;
        }

        Reconcile();
    }

    private async Task TakeOverAsync(IVmProcess process)
    {
        Log.Adopted(_log, _id, process.Pid);
        var status = await process.StatusAsync(_stop.Token);
        var state = status is { Ok: true, Value: EngineStatus.Paused } ? VmState.Paused : VmState.Running;
        if (_record.State == VmState.Deleting)
        {
            state = VmState.Deleting;
        }

        if (_record.State != state)
        {
            Save(_record with { State = state, Since = Now });
        }

        if (_wish is { } wish)
        {
            foreach (var (index, nic) in wish.Spec.Nics.Index())
            {
                // Attaching again is measuring: the address book answers what it gave before.
                var attached = await _room.Networks.AttachAsync(_id, nic, index, _stop.Token);
                if (attached.Ok)
                {
                    SetNics(_nics.Add(attached.Value));
                }
            }
        }

        Attach(process, adopted: true);
        if (status is { Ok: true, Value: EngineStatus.Broken })
        {
            await EndBrokenAsync(process);
        }
    }
}
