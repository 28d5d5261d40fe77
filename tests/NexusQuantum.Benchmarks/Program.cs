using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks;

/// <summary>Measures the published programs on this machine and prints each figure beside its budget.</summary>
internal static class Program
{
    private static async Task<int> Main()
    {
        if (StackPrograms.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 1;
        }

        Console.WriteLine($"On {Environment.ProcessorCount} processors, load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]}");
        await foreach (var figure in InstallationFigures.MeasureAsync(CancellationToken.None))
        {
            Console.WriteLine(figure);
        }

        return 0;
    }
}
