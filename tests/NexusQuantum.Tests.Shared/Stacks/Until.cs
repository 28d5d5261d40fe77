using System.Diagnostics;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>Waits for a condition with a deadline, never for a time.</summary>
public static class Until
{
    /// <summary>The first non-null answer of <paramref name="ask"/>; when the deadline passes, a failure that says what was awaited.</summary>
    public static async Task<T> SomeAsync<T>(string what, TimeSpan deadline, Func<Task<T?>> ask, CancellationToken cancellationToken, Func<string>? evidence = null)
        where T : class
    {
        var begun = Stopwatch.StartNew();
        Exception? last = null;
        while (begun.Elapsed < deadline)
        {
            try
            {
                if (await ask() is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                last = failure;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        throw new TimeoutException($"{what} did not come true within {deadline.TotalSeconds:0.#} s. {last?.Message}\n{evidence?.Invoke()}");
    }

    public static Task TrueAsync(string what, TimeSpan deadline, Func<Task<bool>> ask, CancellationToken cancellationToken, Func<string>? evidence = null)
        => SomeAsync(what, deadline, async () => await ask() ? "yes" : null, cancellationToken, evidence);
}
