using System.Diagnostics;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>Waits for something that happens on other threads within moments.</summary>
internal static class Soon
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task<T> SomeAsync<T>(Func<T?> ask, Func<string>? evidence = null)
        where T : class
    {
        var begun = Stopwatch.StartNew();
        while (begun.Elapsed < Deadline)
        {
            if (ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("It did not come true. " + evidence?.Invoke());
    }

    public static Task TrueAsync(Func<bool> ask, Func<string>? evidence = null) => SomeAsync(() => ask() ? "yes" : null, evidence);
}
