using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Serialization;
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
            if (Journal(plain) is { } error)
            {
                message.Reply.TrySetResult(error);
                return;
            }

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

    /// <summary>Writes a wish down; why it could not be. A VM whose first wish that is leaves nothing behind.</summary>
    private Error? Journal(EnsureVm wish)
    {
        try
        {
            _room.Journal.WriteWish(_id, wish);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.HandlerFailed(_log, _id, "wish", e);
            if (_wish is null && !File.Exists(_directory.StateFile))
            {
                _room.Journal.Remove(_id);
                _removed = true;
            }

            return DiskFull.Is(e)
                ? DiskFull.Tell("The machine's specification", _directory.Path)
                : new Error(ErrorKind.Failed, "journal-failed", $"The machine's specification cannot be written down: {SafeText.Clean(e.Message)}");
        }
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
}
