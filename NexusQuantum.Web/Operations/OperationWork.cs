using System.Collections.Frozen;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Operations;

/// <summary>Runs one claimed operation to its end: the handler, after a cancel its undo, then the row.</summary>
internal sealed partial class OperationWork(
    IEnumerable<IOperationHandler> handlers,
    OperationLeases leases,
    OperationFeed feed,
    OperationSignals signals,
    OperationOptions options,
    TimeProvider time,
    ILogger<OperationWork> logger)
{
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private readonly FrozenDictionary<string, IOperationHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.Kind, StringComparer.Ordinal);

    public OperationContext Open(OperationRow row) => new(row, leases, feed, signals, time);

    public async Task RunAsync(OperationRow row, OperationContext context)
    {
        feed.Offer(context.View());
        signals.Changed(row.Id);
        try
        {
            if (row.Attempts > options.MaxAttempts)
            {
                await EndAsync(row, context, OperationStatus.Failed, Problem.From(OperationErrors.GivenUp(row.Attempts - 1)));
            }
            else if (!_handlers.TryGetValue(row.Kind, out var handler))
            {
                await EndAsync(row, context, OperationStatus.Failed, Problem.From(OperationErrors.Unknown(row.Kind)));
            }
            else if (context.UndoAsked)
            {
                await UndoAsync(row, context, handler);
            }
            else
            {
                await HandleAsync(row, context, handler);
            }
        }
        catch (OperationCanceledException) when (context.Stopping == StopCause.Shutdown)
        {
            await ReleaseAsync(row, TimeSpan.Zero);
        }
        catch (OperationCanceledException) when (context.Stopping == StopCause.LeaseLost)
        {
            Log.LeaseLost(logger, row.Id, row.Kind);
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            Log.Outage(logger, row.Id, row.Kind, e.Message);
            await ReleaseAsync(row, OutagePause);
        }
    }

    private async Task HandleAsync(OperationRow row, OperationContext context, IOperationHandler handler)
    {
        Problem? problem;
        try
        {
            var result = await handler.RunAsync(context, context.Token);
            problem = result.Ok ? null : Problem.From(result.Error, context.Evidence);
            if (context is { Postponed: { } pause, Stopping: StopCause.None })
            {
                await PostponeAsync(row, context, pause);
                return;
            }

            if (result.Ok || context.Stopping == StopCause.None)
            {
                await EndAsync(row, context, result.Ok ? OperationStatus.Succeeded : OperationStatus.Failed, problem);
                return;
            }

            // The handler turned our stop into an error of its own; the cause decides, not its wording.
            context.Token.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (context.Stopping == StopCause.Cancel)
        {
            await UndoAsync(row, context, handler);
        }
        catch (Exception e) when (e is not OperationCanceledException || context.Stopping == StopCause.None)
        {
            if (DatabaseOutage.Is(e))
            {
                throw;
            }

            Log.Crashed(logger, e, row.Id, row.Kind);
            await EndAsync(row, context, OperationStatus.Failed, Problem.From(OperationErrors.Crashed(row.Id)));
        }
    }

    private async Task PostponeAsync(OperationRow row, OperationContext context, TimeSpan pause)
    {
        if (await leases.PostponeAsync(row.Id, row.Attempts, pause, CancellationToken.None))
        {
            feed.Offer(context.View() with { Status = OperationStatus.Queued });
            signals.Changed(row.Id);
        }
    }

    private async Task UndoAsync(OperationRow row, OperationContext context, IOperationHandler handler)
    {
        // The handler's own token has fired already. The undo gets a fresh context: stopped only by a lost lease or shutdown.
        using var undo = context.ForUndo();
        feed.Offer(undo.View());
        try
        {
            await handler.UndoAsync(undo, undo.Token);
        }
        catch (Exception e) when (undo.Stopping is StopCause.None && !DatabaseOutage.Is(e))
        {
            Log.UndoFailed(logger, e, row.Id, row.Kind);
            await EndAsync(row, undo, OperationStatus.Failed, Problem.From(OperationErrors.UndoFailed(row.Id)));
            return;
        }

        await EndAsync(row, undo, OperationStatus.Cancelled, null);
    }

    private async Task EndAsync(OperationRow row, OperationContext context, OperationStatus status, Problem? problem)
    {
        var steps = context.ClosedSteps(status);
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await leases.FinishAsync(row.Id, row.Attempts, status, problem, steps, CancellationToken.None) is { } ended)
                {
                    feed.Offer(context.View() with { Status = status, Error = problem, Steps = steps, EndedAt = ended, Cancellable = false, Progress = status == OperationStatus.Succeeded ? 100 : context.View().Progress });
                    signals.Changed(row.Id);
                    Log.Ended(logger, row.Id, row.Kind, status, row.SubjectName);
                }
                else
                {
                    Log.LeaseLost(logger, row.Id, row.Kind);
                }

                return;
            }
            catch (Exception e) when (DatabaseOutage.Is(e) && tries < 20)
            {
                // The work is done; only its row is not told yet. Worth some patience: otherwise it would be run again.
                await Task.Delay(OutagePause, time, CancellationToken.None);
            }
        }
    }

    private async Task ReleaseAsync(OperationRow row, TimeSpan pause)
    {
        for (var begun = time.GetTimestamp(); ; await Task.Delay(OutagePause, time, CancellationToken.None))
        {
            try
            {
                await leases.ReleaseAsync(row.Id, row.Attempts, pause, CancellationToken.None);
                return;
            }
            catch (Exception e) when (DatabaseOutage.Is(e))
            {
                // Told as soon as the database is back, the work goes on at once; later than that the lease has run out by itself.
                Log.Outage(logger, row.Id, row.Kind, e.Message);
                if (time.GetElapsedTime(begun) > options.Lease)
                {
                    return;
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Information, "Operation {Id} ({Kind}) on {Subject}: {Status}")]
        public static partial void Ended(ILogger logger, OperationId id, string kind, OperationStatus status, string subject);

        [LoggerMessage(2011, LogLevel.Error, "Operation {Id} ({Kind}) stopped on an unexpected fault")]
        public static partial void Crashed(ILogger logger, Exception exception, OperationId id, string kind);

        [LoggerMessage(2012, LogLevel.Error, "Operation {Id} ({Kind}) could not be undone")]
        public static partial void UndoFailed(ILogger logger, Exception exception, OperationId id, string kind);

        [LoggerMessage(2013, LogLevel.Warning, "Operation {Id} ({Kind}) lost its lease; whoever holds it now goes on")]
        public static partial void LeaseLost(ILogger logger, OperationId id, string kind);

        [LoggerMessage(2014, LogLevel.Warning, "Operation {Id} ({Kind}) met a database outage and will be run again: {Reason}")]
        public static partial void Outage(ILogger logger, OperationId id, string kind, string reason);
    }
}
