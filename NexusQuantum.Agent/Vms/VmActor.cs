using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// The one writer of one VM. Everything that concerns it arrives in a bounded mailbox and is handled in order, so there are no locks:
/// <list type="number">
/// <item>A wish or a delete is journalled, then the work under way is cancelled (<c>Wishes</c>); after a restart what stands is found out (<c>Recovery</c>).</item>
/// <item>Whenever nothing is under way, a plan is made from wish and facts and run as one piece of work (<c>Work</c>, <c>Steps</c>).</item>
/// <item>The work, the engine and the guest tell what happened; the lifecycle table says what state follows (<c>Facts</c>, <c>Process</c>, <c>Ends</c>, <c>Guest</c>).</item>
/// <item>After each message the picture is published, if it changed (<c>Report</c>).</item>
/// </list>
/// Disposing stops the actor and lets go of the engine's process, which runs on.
/// </summary>
internal sealed partial class VmActor : IAsyncDisposable
{
    private const int MailboxSize = 256;

    private readonly VmId _id;
    private readonly VmRoom _room;
    private readonly VmDirectory _directory;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<VmMessage> _mailbox = Channel.CreateBounded<VmMessage>(new BoundedChannelOptions(MailboxSize) { SingleReader = true });
    private readonly List<Task> _watchers = [];
    private readonly Task _loop;

    private EnsureVm? _wish;
    private VmRecord _record;
    private string? _password;
    private bool _removed;

    private IVmProcess? _process;
    private ImmutableArray<(IVmProcess Process, EngineExit Exit)> _exits = [];
    private bool _statusDue;
    private bool _unsaved;
    private string? _identityNote;
    private GuestLine? _guest;
    private GuestFacts? _guestFacts;
    private TaskCompletionSource _hello = NewSignal();
    private TaskCompletionSource _identity = NewSignal();
    private ImmutableArray<NicAttachment> _nics = [];
    private ImmutableArray<string> _addresses = [];
    private long? _diskBytes;
    private DateTimeOffset? _bootBegan;
    private DateTimeOffset? _stopBegan;
    private DateTimeOffset _shellChecked;

    private RunningWork? _work;
    private ImmutableArray<OperationStep> _steps = [];
    private ImmutableArray<OperationStep> _earlierSteps = [];
    private bool _retryDue;
    private bool _givenUp;
    private bool _bootRetried;
    private int _sameplans;
    private DateTimeOffset? _deleteAgainAt;

    // A null wish is a new VM's, or that of a journal that cannot be read.
    public VmActor(VmId id, VmRoom room, EnsureVm? wish, VmRecord record)
    {
        _id = id;
        _room = room;
        _directory = room.Journal.DirectoryOf(id);
        _log = room.Loggers.CreateLogger<VmActor>();
        _wish = wish;
        _record = record;
        _loop = RunAsync();
    }

    public VmId Id => _id;

    /// <summary>Completes when the VM is gone or the actor was stopped.</summary>
    public Task Ended => _loop;

    /// <summary>What a running VM's console, shell and meter need; null when it has no process. Replaced whole.</summary>
    public RunningVm? Running { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_watchers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Puts a message in the mailbox, waiting while it is full.</summary>
    public ValueTask TellAsync(VmMessage message) => _mailbox.Writer.WriteAsync(message, _stop.Token);

    /// <summary>For messages that may be lost because another of their kind follows.</summary>
    public void TryTell(VmMessage message) => _mailbox.Writer.TryWrite(message);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            while (!_removed)
            {
                var message = await _mailbox.Reader.ReadAsync(_stop.Token);
                try
                {
                    await HandleAsync(message);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The journal's disk may be full or gone: the VM runs on, and the next message tries again.
                    Log.HandlerFailed(_log, _id, message.GetType().Name, e);
                    Answer(message, e);
                }

                if (!_removed)
                {
                    Publish();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }

        await LetGoAsync();
    }

    private async ValueTask HandleAsync(VmMessage message)
    {
        switch (message)
        {
            case VmMessage.Recover:
                await RecoverAsync();
                break;
            case VmMessage.Ensure ensure:
                Accept(ensure);
                break;
            case VmMessage.Delete delete:
                Accept(delete);
                break;
            case VmMessage.Tick:
                OnTick();
                break;
            case VmMessage.StepMoved moved:
                Move(moved);
                break;
            case VmMessage.Happened happened:
                Happen(happened.Event);
                break;
            case VmMessage.NicsJoined joined:
                SetNics(joined.Nics);
                break;
            case VmMessage.DiskMeasured measured:
                _diskBytes = measured.Bytes;
                break;
            case VmMessage.Launched launched:
                OnLaunched(launched.Process);
                break;
            case VmMessage.ResetDone:
                OnResetDone();
                break;
            case VmMessage.Reached reached:
                reached.Signal.TrySetResult();
                break;
            case VmMessage.WorkEnded ended:
                await OnWorkEndedAsync(ended);
                break;
            case VmMessage.EngineExited exited:
                await OnExitedAsync(exited);
                break;
            case VmMessage.EngineSaid said:
                await OnEngineSaidAsync(said);
                break;
            case VmMessage.GuestSaid said:
                OnGuestSaid(said);
                break;
            case VmMessage.ShellChecked check:
                OnShellChecked(check);
                break;
        }
    }

    private static void Answer(VmMessage message, Exception e)
    {
        switch (message)
        {
            case VmMessage.Ensure ensure:
                ensure.Reply.TrySetException(e);
                break;
            case VmMessage.Delete delete:
                delete.Reply.TrySetException(e);
                break;
        }
    }

    /// <summary>The end of the actor, not of the VM.</summary>
    private async Task LetGoAsync()
    {
        _mailbox.Writer.TryComplete();
        if (_work is { } work)
        {
            await work.CancelAsync();
            await work.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (_mailbox.Reader.TryRead(out var message))
        {
            Answer(message, new OperationCanceledException("The agent stops."));
            if (message is VmMessage.Launched { Process: var process } && process != _process)
            {
                // Started while we stopped: it runs on, and the next agent adopts it.
                await process.DisposeAsync();
            }
        }

        await DetachAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "VM {Vm}: message {Message} could not be handled.")]
        public static partial void HandlerFailed(ILogger logger, VmId vm, string message, Exception e);

        [LoggerMessage(1002, LogLevel.Information, "VM {Vm}: {From} -> {To}.")]
        public static partial void Moved(ILogger logger, VmId vm, VmState from, VmState to);

        [LoggerMessage(1003, LogLevel.Warning, "VM {Vm}: {Happened} cannot happen in state {State}; ignored.")]
        public static partial void Impossible(ILogger logger, VmId vm, VmEvent happened, VmState state);

        [LoggerMessage(1004, LogLevel.Warning, "VM {Vm}: {Problem} ({Type}).")]
        public static partial void Failed(ILogger logger, VmId vm, string problem, string type);

        [LoggerMessage(1005, LogLevel.Information, "VM {Vm}: adopted process {Pid}.")]
        public static partial void Adopted(ILogger logger, VmId vm, int pid);

        [LoggerMessage(1006, LogLevel.Information, "VM {Vm}: its engine ended: {Reason}, {Evidence}")]
        public static partial void Exited(ILogger logger, VmId vm, EngineExitReason reason, string evidence);

        [LoggerMessage(1007, LogLevel.Error, "VM {Vm}: step {Step} threw.")]
        public static partial void StepThrew(ILogger logger, VmId vm, string step, Exception e);

        [LoggerMessage(1008, LogLevel.Information, "VM {Vm}: wish {Generation} accepted, target {Target}.")]
        public static partial void Accepted(ILogger logger, VmId vm, long generation, VmPower target);
    }
}
