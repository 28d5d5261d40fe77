using System.Diagnostics;
using System.Runtime.CompilerServices;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Installations;

/// <summary>A whole installation: how fast the portal comes up on an existing database, and what it holds in memory.</summary>
internal static class InstallationFigures
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Size("Guest agent binary", Path.Combine(StackPrograms.Programs, "guest", "nexus-guest"), 9);
        await using var stack = await Stack.StartAsync(new StackSettings { Name = "bench-installation" }, cancellationToken);
        List<double> starts = [];
        for (var round = 0; round < 5; round++)
        {
            await (stack.Portal?.DisposeAsync() ?? ValueTask.CompletedTask);
            var begun = Stopwatch.GetTimestamp();
            await stack.StartPortalAsync(cancellationToken);
            starts.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        yield return new Figure("Portal, start to first 200, median of 5", starts.Order().ElementAt(2), "s") { AtMost = 3 };
        await Task.Delay(Settle, cancellationToken);
        if (stack.Portal is { } portal)
        {
            yield return new Figure("Portal, resident memory when idle", ProcessFigures.ResidentMegabytes(portal.Pid), "MB") { AtMost = 250 };
        }
    }

    private static Figure Size(string what, string path, double budget) => new(what, new FileInfo(path).Length / 1e6, "MB") { AtMost = budget };
}
