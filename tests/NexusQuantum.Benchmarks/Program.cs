using System.Diagnostics;
using System.Runtime.InteropServices;
using NexusQuantum.Benchmarks.Access;
using NexusQuantum.Benchmarks.Audits;
using NexusQuantum.Benchmarks.Consoles;
using NexusQuantum.Benchmarks.Creates;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Benchmarks.Lists;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks;

/// <summary>
/// Measures the published programs on this machine and prints each figure beside its budget. Words choose among the benchmarks.
/// A missed budget is a figure; a benchmark that breaks is a failure.
/// </summary>
internal static class Program
{
    private static readonly (string Name, Func<CancellationToken, IAsyncEnumerable<Figure>> Measure)[] Benchmarks =
    [
        ("installation", InstallationFigures.MeasureAsync),
        ("agent", AgentFigures.MeasureAsync),
        ("audit", AuditFigures.MeasureAsync),
        ("sign-in", SignInFigures.MeasureAsync),
        ("lists", ListFigures.MeasureAsync),
        ("grid", GridFigures.MeasureAsync),
        ("create", CreateFigures.MeasureAsync),
        ("boot", BootFigures.MeasureAsync),
        ("pages", PageFigures.MeasureAsync),
        ("console", ConsoleFigures.MeasureAsync),
        ("console-guest", GuestConsoleFigures.MeasureAsync),
    ];

    private static async Task<int> Main(string[] names)
    {
        if (StackPrograms.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        if (names.FirstOrDefault(name => Benchmarks.All(benchmark => benchmark.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark '{unknown}'. There are: {string.Join(' ', Benchmarks.Select(benchmark => benchmark.Name))}");
            return 1;
        }

        // Ended from outside, it still takes its installations down.
        using var stop = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        var broken = 0;
        foreach (var (name, measure) in Benchmarks.Where(benchmark => names.Length == 0 || names.Contains(benchmark.Name)))
        {
            broken += await RunAsync(name, measure, stop.Token) ? 0 : 1;
        }

        return broken == 0 ? 0 : 1;
    }

    private static async Task<bool> RunAsync(string name, Func<CancellationToken, IAsyncEnumerable<Figure>> measure, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        Console.WriteLine($"{name}: {Environment.ProcessorCount} processors, load {await LoadAsync()}");
        try
        {
            await foreach (var figure in measure(cancellationToken))
            {
                Console.WriteLine("  " + figure);
            }

            Console.WriteLine(FormattableString.Invariant($"  ({Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s, load {await LoadAsync()})"));
            return true;
        }
        catch (Exception failure)
        {
            Console.WriteLine($"  BROKE: {failure.Message}");
            await Console.Error.WriteLineAsync($"{name}: {failure}");
            return false;
        }
    }

    private static async Task<string> LoadAsync() => (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
}
