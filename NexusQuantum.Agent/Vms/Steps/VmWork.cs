using System.Collections.Immutable;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>
/// One run of a plan: what its steps know and how they tell. Steps never touch the actor's fields; they send messages, which are
/// handled in order, and read what only grows during a run.
/// </summary>
internal sealed class VmWork
{
    private readonly Stack<Func<Task>> _undo = [];
    private bool _holdsSlot;

    public required VmId Id { get; init; }

    public required VmRoom Room { get; init; }

    public required VmDirectory Directory { get; init; }

    public required EnsureVm? Wish { get; init; }

    public required VmRecord Record { get; init; }

    /// <summary>Sends a message to the VM's own mailbox.</summary>
    public required Func<VmMessage, ValueTask> TellAsync { get; init; }

    /// <summary>The guest's control line as it is now.</summary>
    public required Func<GuestLine?> Guest { get; init; }

    /// <summary>Completes with the guest's hello of this boot.</summary>
    public required Func<Task> GuestReady { get; init; }

    /// <summary>Completes when the guest took its identity, with the password if one waits.</summary>
    public required Func<Task> IdentityTaken { get; init; }

    public required Func<bool> PasswordWaits { get; init; }

    /// <summary>When the stop that is under way began, null when none is.</summary>
    public DateTimeOffset? StopBegan { get; init; }

    /// <summary>When the boot that is under way began.</summary>
    public DateTimeOffset? BootBegan { get; set; }

    public IVmProcess? Process { get; set; }

    /// <summary>The process this work started, also after its end.</summary>
    public IVmProcess? Launched { get; set; }

    public ImmutableArray<NicAttachment> Nics { get; set; } = [];

    public EngineDisk? RootDisk { get; set; }

    /// <summary>Index of the step that runs.</summary>
    public int Current { get; set; }

    /// <summary>The wish, where a plan that needs one is run only with one.</summary>
    public EnsureVm NeedWish => Wish ?? throw new InvalidOperationException("A plan that starts a VM was made without a wish.");

    public void OnUndo(Func<Task> undo) => _undo.Push(undo);

    /// <summary>What was done stays, whatever fails later.</summary>
    public void Commit() => _undo.Clear();

    /// <summary>Undoes what was done, last first.</summary>
    public async Task UndoAsync()
    {
        while (_undo.TryPop(out var undo))
        {
            await undo();
        }
    }

    /// <summary>Waits for one of the host's boot slots; kept until <see cref="ReleaseSlot"/> or the end of the work.</summary>
    public async Task HoldSlotAsync(CancellationToken cancellationToken)
    {
        if (_holdsSlot)
        {
            return;
        }

        if (!await Room.BootSlots.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            await DetailAsync("waiting until other machines of this host have booted");
            await Room.BootSlots.WaitAsync(cancellationToken);
        }

        _holdsSlot = true;
    }

    public void ReleaseSlot()
    {
        if (_holdsSlot)
        {
            _holdsSlot = false;
            Room.BootSlots.Release();
        }
    }

    /// <summary>
    /// Waits until the actor handled what was sent so far. Without it a step could wait for the hello of the boot before: the
    /// message that a process was launched makes the signals anew, and the next step reads them.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TellAsync(new VmMessage.Reached(reached));
        await reached.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DetailAsync(string detail)
        => TellAsync(new VmMessage.StepMoved(Current, Domain.Operations.StepStatus.Running, detail));
}
