using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Operations;

/// <summary>What a handler sees of its operation: what was asked, and where to tell how far it is. Writes throw when the lease is lost.</summary>
internal sealed class OperationContext : IDisposable
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    private readonly OperationRow _row;
    private readonly OperationLeases _leases;
    private readonly OperationFeed _feed;
    private readonly OperationSignals _signals;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _write = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private ImmutableArray<OperationStep> _steps;
    private int? _progress;
    private long? _progressWritten;
    private OperationContext? _undo;

    internal OperationContext(OperationRow row, OperationLeases leases, OperationFeed feed, OperationSignals signals, TimeProvider time)
    {
        (_row, _leases, _feed, _signals, _time) = (row, leases, feed, signals, time);
        (_steps, _progress) = (row.Steps, row.Progress);
        OpenedAt = time.GetTimestamp();
        Subject = new OperationSubject(row.SubjectKind, row.SubjectId, row.SubjectName);
        RequestedBy = new Caller(row.RequestedById, row.RequestedBy);
    }

    public OperationId Id => _row.Id;

    public OperationSubject Subject { get; }

    public Caller RequestedBy { get; }

    /// <summary>As given in <see cref="NewOperation.Arguments"/>.</summary>
    public string Arguments => _row.Arguments;

    /// <summary>Which claim this is; above 1 means an earlier run was cut off, so measure first.</summary>
    public int Attempt => _row.Attempts;

    /// <summary>Why the token fired.</summary>
    public StopCause Stopping { get; private set; }

    public ImmutableArray<OperationStep> Steps => _steps;

    /// <summary>Evidence for the problem if the work fails (last lines of a log, measured values), safe to show.</summary>
    public string? Evidence { get; set; }

    /// <summary>Set by <see cref="Postpone"/>.</summary>
    internal TimeSpan? Postponed { get; private set; }

    /// <summary>Monotonic time of the claim.</summary>
    internal long OpenedAt { get; }

    internal CancellationToken Token => _stop.Token;

    internal bool UndoAsked => _row.CancelRequested || Stopping == StopCause.Cancel;

    /// <summary>Replaces all steps, for work that mirrors the steps of an agent.</summary>
    public Task SetStepsAsync(ImmutableArray<OperationStep> steps, CancellationToken cancellationToken)
        => ChangeAsync(old => old.SequenceEqual(steps) ? old : steps, cancellationToken);

    /// <summary>Tells how far one step is; a new name adds a step. A null <paramref name="detail"/> leaves the detail as it is.</summary>
    public Task StepAsync(string name, StepStatus status, string? detail = null, CancellationToken cancellationToken = default)
        => ChangeAsync(steps => Change(steps, name, status, detail), cancellationToken);

    /// <summary>Tells the progress, 0 to 100; written at most four times a second.</summary>
    public async Task ProgressAsync(int percent, CancellationToken cancellationToken = default)
    {
        await _write.WaitAsync(cancellationToken);
        try
        {
            percent = Math.Clamp(percent, 0, 100);
            if (percent == _progress || (_progressWritten is { } last && _time.GetElapsedTime(last) < ProgressEvery))
            {
                return;
            }

            (_progress, _progressWritten) = (percent, _time.GetTimestamp());
            await WriteAsync(cancellationToken);
        }
        finally
        {
            _write.Release();
        }
    }

    /// <summary>
    /// For work that cannot go on now and need not hold a place meanwhile: return what this answers, and the operation is queued again
    /// and run from its start after <paramref name="pause"/>. Waiting so long costs no attempt and can be cancelled.
    /// </summary>
    public Done Postpone(TimeSpan pause)
    {
        Postponed = pause;
        return Done.Value;
    }

    /// <summary>Call before the first act that cannot be taken back: a cancel asked for until now wins, a later one is refused.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (!await _leases.CommitAsync(Id, _row.Attempts, cancellationToken))
        {
            Stop(StopCause.Cancel);
            Token.ThrowIfCancellationRequested();
        }

        _row.Cancellable = false;
        _feed.Offer(View());
        _signals.Changed(Id);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _write.Dispose();
    }

    /// <summary>A context for taking back: same row and steps, a token of its own that a cancel does not fire.</summary>
    internal OperationContext ForUndo()
    {
        _row.CancelRequested = true;
        var undo = new OperationContext(_row, _leases, _feed, _signals, _time) { _steps = _steps, _progress = _progress };
        lock (_gate)
        {
            _undo = undo;
            if (Stopping is StopCause.LeaseLost or StopCause.Shutdown)
            {
                undo.Stop(Stopping);
            }
        }

        return undo;
    }

    /// <summary>The first cause stays; except that a lost lease outranks all, since nothing more may be touched then.</summary>
    internal void Stop(StopCause cause)
    {
        lock (_gate)
        {
            if (Stopping == StopCause.None || cause == StopCause.LeaseLost || (cause == StopCause.Shutdown && _undo is not null))
            {
                Stopping = cause;
            }

            if (cause != StopCause.Cancel)
            {
                _undo?.Stop(cause);
            }
        }

        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended on its own between the look-up and here; there is nothing left to stop.
        }
    }

    /// <summary>The steps as they are when the work has ended so.</summary>
    internal ImmutableArray<OperationStep> ClosedSteps(OperationStatus end)
    {
        var now = _time.GetUtcNow();
        return [.. _steps.Select(step => step.Status switch
        {
            StepStatus.Running => step with { Status = end == OperationStatus.Succeeded ? StepStatus.Done : StepStatus.Failed, EndedAt = now },
            StepStatus.Waiting => step with { Status = end == OperationStatus.Succeeded ? StepStatus.Skipped : StepStatus.Waiting },
            StepStatus.Done or StepStatus.Failed or StepStatus.Skipped => step,
        })];
    }

    internal OperationView View() => _row.ToView() with
    {
        Status = OperationStatus.Running,
        Steps = _steps,
        Progress = _progress,
        Cancellable = _row.Cancellable && !UndoAsked,
    };

    private async Task ChangeAsync(Func<ImmutableArray<OperationStep>, ImmutableArray<OperationStep>> change, CancellationToken cancellationToken)
    {
        await _write.WaitAsync(cancellationToken);
        try
        {
            var changed = change(_steps);
            if (changed != _steps)
            {
                _steps = changed;
                await WriteAsync(cancellationToken);
            }
        }
        finally
        {
            _write.Release();
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (!await _leases.WriteAsync(Id, _row.Attempts, _steps, _progress, cancellationToken))
        {
            Stop(StopCause.LeaseLost);
            throw new OperationCanceledException(Token);
        }

        _feed.Offer(View());
        _signals.Changed(Id);
    }

    private ImmutableArray<OperationStep> Change(ImmutableArray<OperationStep> steps, string name, StepStatus status, string? detail)
    {
        var now = _time.GetUtcNow();
        var index = -1;
        for (var i = 0; i < steps.Length && index < 0; i++)
        {
            index = string.Equals(steps[i].Name, name, StringComparison.Ordinal) ? i : -1;
        }

        var old = index < 0 ? new OperationStep { Name = name, Status = StepStatus.Waiting } : steps[index];
        var ended = status is StepStatus.Done or StepStatus.Failed or StepStatus.Skipped;
        var changed = old with
        {
            Status = status,
            Detail = detail ?? old.Detail,
            StartedAt = status == StepStatus.Waiting ? null : old.Status == StepStatus.Running || ended ? old.StartedAt ?? now : now,
            EndedAt = ended ? old.Status == status ? old.EndedAt ?? now : now : null,
        };
        return changed == old ? steps : index < 0 ? steps.Add(changed) : steps.SetItem(index, changed);
    }
}
