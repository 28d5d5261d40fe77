using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
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
