using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// All actors of this host. Started once: reads the journal, lets every VM recover, sweeps what no VM owns. Stopping it stops the
/// actors and leaves the VMs running.
/// </summary>
internal sealed partial class VmSupervisor(VmRoom room) : IAsyncDisposable
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<VmId, VmActor> _actors = [];
    private readonly Lock _making = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log = room.Loggers.CreateLogger<VmSupervisor>();
    private Task _ticks = Task.CompletedTask;
    private bool _stopped;

    /// <summary>VMs that have a process now.</summary>
    public IEnumerable<(VmId Id, RunningVm Vm)> Running
    {
        get
        {
            foreach (var (id, actor) in _actors)
            {
                if (actor.Running is { } running)
                {
                    yield return (id, running);
                }
            }
        }
    }

    public RunningVm? FindRunning(VmId id) => _actors.TryGetValue(id, out var actor) ? actor.Running : null;

    public bool Knows(VmId id) => _actors.ContainsKey(id);

    /// <summary>The wish held for a VM, read from the journal: no password is ever written there.</summary>
    public EnsureVm? FindWish(VmId id) => _actors.ContainsKey(id) ? room.Journal.ReadWish(id).Wish : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var id in room.Journal.List())
        {
            var (wish, fault) = room.Journal.ReadWish(id);
            var record = room.Journal.ReadRecord(id);
            if (wish is null && record is null && fault == "is missing")
            {
                // The last act of a delete, or the first of a create, that was cut short.
                room.Journal.Remove(id);
                continue;
            }

            if (wish is null && record is not { Deleting: true })
            {
                Log.Unreadable(_log, id, fault ?? "is empty");
            }

            // Without its record a VM's counters are taken as carried out: nothing is restarted because a file was lost.
            record ??= room.Journal.NewRecord() with { BootsDone = wish?.Power.Boots ?? 0, ResetsDone = wish?.Power.Resets ?? 0 };
            var actor = Make(id, wish, record);
            await actor.TellAsync(new VmMessage.Recover());
        }

        await room.Networks.SweepAsync(_actors.Keys.ToHashSet(), cancellationToken);
        _ticks = TickAsync(_stop.Token);
    }

    /// <summary>Takes a wish; the error says why it could not be written down, and then nothing changed.</summary>
    public async Task<Result<EnsureAnswer>> EnsureAsync(VmId id, EnsureVm wish, CancellationToken cancellationToken)
    {
        var reply = new TaskCompletionSource<Result<EnsureAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await FindOrMake(id).TellAsync(new VmMessage.Ensure(wish, reply));
        return await reply.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The report after the delete began; null when this host does not know the VM.</summary>
    public async Task<VmReport?> DeleteAsync(VmId id, CancellationToken cancellationToken)
    {
        if (!_actors.TryGetValue(id, out var actor))
        {
            return null;
        }

        var reply = new TaskCompletionSource<VmReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await actor.TellAsync(new VmMessage.Delete(reply));
            return await reply.Task.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is System.Threading.Channels.ChannelClosedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Its actor just removed the last part.
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_making)
        {
            _stopped = true;
        }

        await _stop.CancelAsync();
        await _ticks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_actors.Values.Select(static actor => actor.DisposeAsync().AsTask()));
        _stop.Dispose();
    }

    private VmActor FindOrMake(VmId id)
    {
        lock (_making)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            return _actors.TryGetValue(id, out var actor) ? actor : Make(id, null, room.Journal.NewRecord());
        }
    }

    private VmActor Make(VmId id, EnsureVm? wish, VmRecord record)
    {
        var actor = new VmActor(id, room, wish, record);
        _actors[id] = actor;
        _ = actor.Ended.ContinueWith(
            _ =>
            {
                // Only this actor, not one made for the same id after it.
                _actors.TryRemove(new KeyValuePair<VmId, VmActor>(id, actor));
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return actor;
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TickEvery, room.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var actor in _actors.Values)
            {
                actor.TryTell(new VmMessage.Tick());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error, "VM {Vm}: its wish {Fault}; it is left as it is until the portal sends the wish again.")]
        public static partial void Unreadable(ILogger logger, VmId vm, string fault);
    }
}
