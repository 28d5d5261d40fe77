using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Creates;

/// <summary>
/// From sending <c>POST /v1/vms</c> to the host being told to run the machine, one create after another: the published portal, its
/// durable cluster, mutual TLS, and a stub host that notes when the wish arrives.
/// </summary>
internal static class CreateFigures
{
    private const int WarmUp = 30;
    private const int Creates = 200;

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartStubAsync("bench-create", cancellationToken);
        var image = await site.Api.RootImageAsync(cancellationToken);
        var heard = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        site.Host.Hears = (_, wish) =>
        {
            if (wish.Power.Target == VmPower.Running)
            {
                heard.TryAdd(wish.Spec.Name.Value, Stopwatch.GetTimestamp());
            }
        };
        List<double> answered = [], told = [];
        var portal = 0.0;
        for (var number = -WarmUp; number < Creates; number++)
        {
            if (number == 0)
            {
                portal = ProcessFigures.CpuSeconds(site.Stack.Portal!.Pid); // it was started
            }

            var name = FormattableString.Invariant($"bench-{number + WarmUp}");
            var begun = Stopwatch.GetTimestamp();
            var operation = await site.Api.PostAsync("/v1/vms", new { name, imageId = image, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, cancellationToken);
            var answer = Stopwatch.GetElapsedTime(begun);
            await Until.TrueAsync($"{name} running", TimeSpan.FromSeconds(20), async ()
                => (await site.Api.GetAsync("/v1/operations/" + operation.Id(), cancellationToken)).Text("status") == "succeeded", cancellationToken);
            if (number >= 0)
            {
                answered.Add(answer.TotalMilliseconds);
                told.Add(Stopwatch.GetElapsedTime(begun, heard[name]).TotalMilliseconds);
            }
        }

        yield return new Figure($"API create to the host being told to start, p50 of {Creates}", told.Median(), "ms") { AtMost = 25 };
        yield return new Figure($"API create to the host being told to start, p99 of {Creates}", told.Percentile(99), "ms") { AtMost = 80 };
        yield return new Figure("  of which until the call is answered, p50", answered.Median(), "ms");
        yield return new Figure("  portal's processor time per create", (ProcessFigures.CpuSeconds(site.Stack.Portal!.Pid) - portal) / Creates * 1000, "ms"); // as above
    }
}
