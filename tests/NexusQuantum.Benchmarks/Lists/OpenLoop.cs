using System.Diagnostics;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>Calls sent at a steady rate, whether the ones before have ended or not; each is timed from when it should have been sent, so that a stall counts against it.</summary>
internal static class OpenLoop
{
    /// <summary>The milliseconds of every call, by what was called; they take turns.</summary>
    public static async Task<IReadOnlyList<double>[]> RunAsync(IReadOnlyList<Func<CancellationToken, Task>> calls, int each, int perSecond, CancellationToken cancellationToken)
    {
        var running = Enumerable.Range(0, calls.Count).Select(_ => new List<Task<double>>()).ToArray();
        var begun = Stopwatch.GetTimestamp();
        for (var number = 0; number < each * calls.Count; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / perSecond);
            if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } early)
            {
                await Task.Delay(early, cancellationToken);
            }

            var turn = number % calls.Count;
            running[turn].Add(CallAsync(calls[turn], begun, due, cancellationToken));
        }

        return await Task.WhenAll(running.Select(async kind => (IReadOnlyList<double>)await Task.WhenAll(kind)));
    }

    private static async Task<double> CallAsync(Func<CancellationToken, Task> call, long begun, TimeSpan due, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await call(cancellationToken);
        return (Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds;
    }
}
