using System.Collections.Immutable;
using System.Globalization;

namespace NexusQuantum.Domain.Preflight;

/// <summary>Runs checks one after the other: what one measures must not disturb what the next one does.</summary>
public static class PreflightRunner
{
    /// <summary>
    /// Every check gives a result, in its order; one that throws or takes too long failed, for that reason. <paramref name="began"/>
    /// hears of each check before it runs. Only the caller's own cancellation ends it early.
    /// </summary>
    public static async Task<ImmutableArray<CheckResult>> RunAsync(IReadOnlyList<IPreflightCheck> checks, Action<CheckInfo>? began, TimeProvider time, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<CheckResult>(checks.Count);
        foreach (var check in checks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            began?.Invoke(check.Info);
            var start = time.GetTimestamp();
            var outcome = await OutcomeAsync(check, time, cancellationToken);
            results.Add(new CheckResult(check.Info, outcome, (long)time.GetElapsedTime(start).TotalMilliseconds));
        }

        return results.MoveToImmutable();
    }

    private static async Task<CheckOutcome> OutcomeAsync(IPreflightCheck check, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(check.Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            // A check that does not listen must not hold the others up: it is left behind.
            return await Task.Run(() => check.RunAsync(both.Token), both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return Unmeasured(check.Info, string.Create(CultureInfo.InvariantCulture, $"it took longer than {check.Patience.TotalSeconds:0} s"));
        }
        catch (Exception failure)
        {
            return Unmeasured(check.Info, failure.Message.TrimEnd('.'));
        }
    }

    private static CheckOutcome Unmeasured(CheckInfo info, string why)
        => CheckOutcome.Miss(info, null, $"{info.Title} could not be checked: {why}.", new CheckFix("Mend what keeps it from being checked, then run the check again."));
}
