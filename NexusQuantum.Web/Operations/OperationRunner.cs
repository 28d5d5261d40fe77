using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Operations;

/// <summary>Claims operations and runs them, so many at once; keeps their leases on a loop of its own, so that busy work cannot lose them.</summary>
internal sealed partial class OperationRunner(
    OperationLeases leases,
    OperationWork work,
    OperationSignals signals,
    OperationOptions options,
    TimeProvider time,
    ILogger<OperationRunner> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<OperationId, (OperationContext Context, Task Work)> _running = new();

    /// <summary>How many run now, for the metrics page.</summary>
    public int Running => _running.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.CancelAsked = OnCancelAsked;
        using var renewing = new CancellationTokenSource();
        var renewal = RenewLoopAsync(renewing.Token);
        try
        {
            await ClaimLoopAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown: handled below.
        }
        finally
        {
            signals.CancelAsked = null;
            foreach (var (context, _) in _running.Values)
            {
                context.Stop(StopCause.Shutdown);
            }

            // Leases are renewed until the last handler has let go: it may still be writing its step.
            await Task.WhenAll(_running.Values.Select(entry => entry.Work));
            await renewing.CancelAsync();
            await renewal;
        }
    }

    private async Task ClaimLoopAsync(CancellationToken stoppingToken)
    {
        var recovered = false;
        while (true)
        {
            try
            {
                if (!recovered)
                {
                    await leases.TakeBackOwnAsync(stoppingToken);
                    recovered = true;
                }

                while (options.Concurrency - _running.Count is > 0 and var free
                    && await leases.ClaimAsync(free, stoppingToken) is { Count: > 0 } claimed)
                {
                    foreach (var row in claimed)
                    {
                        Begin(row);
                    }
                }
            }
            catch (Exception e) when (DatabaseOutage.Is(e))
            {
                Log.ClaimFailed(logger, e.Message);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), poll, options.Poll, Timeout.InfiniteTimeSpan); // the state is the source passed beside it
        try
        {
            await signals.Runner.ReadAsync(poll.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The poll of each second: the net below lost wake-ups.
        }
    }

    private void Begin(OperationRow row)
    {
        var context = work.Open(row);
        var task = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[row.Id] = (context, task.Task);
        _ = RunAsync();

        async Task RunAsync()
        {
            try
            {
                await Task.Yield();
                await work.RunAsync(row, context);
            }
            catch (Exception e)
            {
                // Top of the loop: the row stays leased and is claimed again when that runs out.
                Log.WorkFaulted(logger, e, row.Id);
            }
            finally
            {
                _running.TryRemove(row.Id, out _);
                context.Dispose();
                signals.Wake();
                task.SetResult();
            }
        }
    }

    private async Task RenewLoopAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Renewal, time);
        var confirmed = new Dictionary<OperationContext, long>();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await RenewAsync(confirmed, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing runs any more.
        }
    }

    private async Task RenewAsync(Dictionary<OperationContext, long> confirmed, CancellationToken cancellationToken)
    {
        var running = _running.ToArray();
        foreach (var gone in confirmed.Keys.Where(context => !running.Any(entry => entry.Value.Context == context)).ToList())
        {
            confirmed.Remove(gone);
        }

        if (running.Length == 0)
        {
            return;
        }

        // Taken before the statement is sent: the lease may have been set at any moment from here on.
        var asked = time.GetTimestamp();
        try
        {
            var kept = await leases.RenewAsync(running.ToDictionary(entry => entry.Key, entry => entry.Value.Context.Attempt), cancellationToken);
            foreach (var (id, (context, _)) in running)
            {
                if (!kept.TryGetValue(id, out var cancel))
                {
                    context.Stop(StopCause.LeaseLost);
                    continue;
                }

                confirmed[context] = asked;
                if (cancel && !context.UndoAsked)
                {
                    context.Stop(StopCause.Cancel);
                }
            }
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            Log.RenewFailed(logger, e.Message);
            foreach (var (_, (context, _)) in running)
            {
                if (time.GetElapsedTime(confirmed.GetValueOrDefault(context, context.OpenedAt)) > options.Lease)
                {
                    context.Stop(StopCause.LeaseLost);
                }
            }
        }
    }

    private void OnCancelAsked(OperationId id)
    {
        if (_running.TryGetValue(id, out var entry))
        {
            entry.Context.Stop(StopCause.Cancel);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Operations cannot be claimed now: {Reason}")]
        public static partial void ClaimFailed(ILogger logger, string reason);

        [LoggerMessage(2002, LogLevel.Warning, "Leases cannot be renewed now: {Reason}")]
        public static partial void RenewFailed(ILogger logger, string reason);

        [LoggerMessage(2003, LogLevel.Error, "Operation {Id} could not be ended properly; it will be run again")]
        public static partial void WorkFaulted(ILogger logger, Exception exception, OperationId id);
    }
}
