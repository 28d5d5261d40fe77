using System.Diagnostics;
using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Creates;

/// <summary>
/// From <c>POST /v1/vms</c> to the guest agent's hello at the agent (both on this machine's clock), over bare QEMU with the same
/// arguments and a fresh overlay, from making its disk to the same hello. Rounds of ours, bare and bare again, every second one backwards; the last two tell whether this
/// machine was quiet enough for a ratio.
/// </summary>
internal static class BootFigures
{
    private const int Rounds = 10;
    private const int DiskGiB = 1;
    private const string Bridge = "fcbr0";
    // Asking costs processor time that the guest's boot wants, and the hello's own time is in the answer: it may be asked late.
    private const double AskFrom = 1.0;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartAsync("bench-boot", cancellationToken);
        var image = await site.Api.RootImageAsync(cancellationToken);
        // The first carries the images to the host; its arguments are the ones that bare QEMU gets.
        var (first, operation, _) = await CreateAsync(site.Api, image, "first", TimeSpan.Zero, cancellationToken);
        var bare = await BareMachine.LikeAsync(site.Stack, first, Bridge, cancellationToken);
        await site.Api.EndOfAsync(operation, cancellationToken);
        await DeleteAsync(site.Api, first, cancellationToken);
        var quickest = await bare.BootAsync(DiskGiB, cancellationToken);

        var loop = new FixedWork();
        List<double> ours = [], alone = [], again = [], drifts = [];
        var steps = new Steps();
        var (agent, portal, withUs, without) = (0.0, 0.0, 0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var before = loop.Run();
            var (mine, one, two) = (0.0, 0.0, 0.0);
            Func<Task>[] turns =
            [
                async () =>
                {
                    var used = (Agent: ProcessFigures.CpuSeconds(site.Stack.Agent!.Pid), Portal: ProcessFigures.CpuSeconds(site.Stack.Portal!.Pid)); // both were started
                    var all = ProcessFigures.MachineSeconds();
                    (var id, operation, var took) = await CreateAsync(site.Api, image, FormattableString.Invariant($"round-{round}"), quickest * AskFrom, cancellationToken);
                    withUs += ProcessFigures.MachineSeconds() - all;
                    mine = took.TotalSeconds;
                    agent += ProcessFigures.CpuSeconds(site.Stack.Agent.Pid) - used.Agent;
                    portal += ProcessFigures.CpuSeconds(site.Stack.Portal.Pid) - used.Portal;
                    steps.Add(await site.Api.EndOfAsync(operation, cancellationToken));
                    await DeleteAsync(site.Api, id, cancellationToken);
                },
                async () =>
                {
                    var all = ProcessFigures.MachineSeconds();
                    one = (await bare.BootAsync(DiskGiB, cancellationToken)).TotalSeconds;
                    without += ProcessFigures.MachineSeconds() - all;
                },
                async () => two = (await bare.BootAsync(DiskGiB, cancellationToken)).TotalSeconds,
            ];
            foreach (var turn in round % 2 == 0 ? turns : turns.Reverse())
            {
                await turn();
            }

            quickest = TimeSpan.FromSeconds(Math.Min(quickest.TotalSeconds, Math.Min(one, two)));
            drifts.Add(Math.Abs((loop.Run() / before) - 1));
            ours.Add(mine);
            alone.Add(one);
            again.Add(two);
        }

        await Console.Error.WriteLineAsync($"boot, seconds of each round: ours {Text(ours)}, bare {Text(alone)}, bare again {Text(again)}");
        var ratios = ours.Zip(alone, (mine, one) => mine / one).ToArray();
        var (low, high) = ratios.Interval();
        yield return new Figure($"Create to guest agent's answer over bare QEMU, median of {Rounds} pairs", ratios.Median(), "x") { AtMost = 1.10 };
        yield return new Figure("  95 % interval of that median, from", low, "x");
        yield return new Figure("  95 % interval of that median, to", high, "x");
        yield return new Figure("  bare QEMU over itself, median (sound within 0.95 to 1.05)", again.Zip(alone, (two, one) => two / one).Median(), "x");
        yield return new Figure("  rounds in which fixed work took 10 % more or less than before", drifts.Count(drift => drift > 0.1), "");
        yield return new Figure("  ours, median", ours.Median(), "s");
        yield return new Figure("  bare, median", alone.Concat(again).Median(), "s");
        yield return new Figure("  ours less bare, median of pairs", ours.Zip(alone, (mine, one) => (mine - one) * 1000).Median(), "ms");
        yield return new Figure("    processor time of the agent, mean", agent * 1000 / Rounds, "ms");
        yield return new Figure("    processor time of the portal, mean", portal * 1000 / Rounds, "ms");
        yield return new Figure("    processor time of the whole machine, mean", withUs * 1000 / Rounds, "ms");
        yield return new Figure("    the same while bare QEMU boots, mean", without * 1000 / Rounds, "ms");
        foreach (var (step, took) in steps.Medians)
        {
            yield return new Figure($"    step '{step}'", took, "ms");
        }
    }

    private static string Text(IEnumerable<double> figures) => string.Join(' ', figures.Select(static figure => FormattableString.Invariant($"{figure:0.000}")));

    private static async Task<(string Id, string Operation, TimeSpan Took)> CreateAsync(Api api, string image, string name, TimeSpan silence, CancellationToken cancellationToken)
    {
        var (begun, at) = (Stopwatch.GetTimestamp(), DateTimeOffset.UtcNow);
        var operation = await api.PostAsync("/v1/vms", new { name, imageId = image, vcpus = 1, memoryMiB = 128, rootDiskGiB = DiskGiB }, cancellationToken);
        var id = operation.GetProperty("subject").Id();
        await Task.Delay(silence, cancellationToken);
        while (true)
        {
            var vm = await api.GetAsync("/v1/vms/" + id, cancellationToken);
            if (vm.Has("guest") && vm.GetProperty("guest").Has("connectedAt"))
            {
                return (id, operation.Id(), vm.GetProperty("guest").GetProperty("connectedAt").GetDateTimeOffset() - at);
            }

            if (Stopwatch.GetElapsedTime(begun) > Deadline)
            {
                throw new TimeoutException("The guest agent did not answer: " + vm);
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    private static async Task DeleteAsync(Api api, string id, CancellationToken cancellationToken)
    {
        await api.EndOfAsync((await api.DeleteAsync("/v1/vms/" + id, cancellationToken)).Id(), cancellationToken);
    }
}
