using System.Runtime.CompilerServices;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Installations;

/// <summary>
/// What the agent's own process costs with none, four and eight small real guests that somebody looks at, so that each is sampled
/// once a second; and what the guest agent holds in memory, read inside a guest.
/// </summary>
internal static class AgentFigures
{
    private const int Machines = 8;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = await Site.StartAsync("bench-agent", cancellationToken);
        var agent = site.Stack.Agent!.Pid; // the site has a real one
        await Until.TrueAsync("the images on the host", TimeSpan.FromSeconds(60), async () => (await site.Api.GetAsync("/v1/images", cancellationToken)).Items().All(image => image.GetProperty("hosts").GetArrayLength() > 0), cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        yield return new Figure("Agent, resident memory without machines, images sent", ProcessFigures.ResidentMegabytes(agent), "MB") { AtMost = 54 };

        List<string> vms = [];
        List<double> memory = [await MemoryAsync(agent, cancellationToken)];
        List<(double Seconds, long Messages)> work = [];
        while (vms.Count < Machines)
        {
            for (var half = 0; half < Machines / 2; half++)
            {
                vms.Add(await site.CreateAsync(FormattableString.Invariant($"small-{vms.Count}"), cancellationToken));
            }

            await Task.Delay(Settle, cancellationToken);
            memory.Add(await MemoryAsync(agent, cancellationToken));
            await using var watch = await MetricWatch.StartAsync(site, vms, cancellationToken);
            await Task.Delay(Settle, cancellationToken);
            work.Add(await WorkAsync(agent, watch, cancellationToken));
        }

        yield return new Figure("Agent, own memory (PSS) without machines", memory[0], "MB");
        yield return new Figure($"Agent, own memory (PSS) with {Machines / 2}", memory[1], "MB");
        yield return new Figure($"Agent, own memory per machine, from {Machines / 2} to {Machines}", (memory[2] - memory[1]) * 1e3 / (Machines / 2), "KB") { AtMost = 300 };
        yield return new Figure($"  from 0 to {Machines}, with what the first one brings", (memory[2] - memory[0]) * 1e3 / Machines, "KB");
        yield return new Figure($"Agent, processor time per machine and sample, from {Machines / 2} to {Machines}", (work[1].Seconds - work[0].Seconds) * 1000 / (Machines / 2) / Window.TotalSeconds, "ms") { AtMost = 0.37 };
        yield return new Figure($"  all its processor time with {Machines}, by sample", work[1].Seconds * 1000 / work[1].Messages, "ms");
        yield return new Figure("  sample messages that arrived per second", work[1].Messages / Window.TotalSeconds, "");

        var told = await site.Api.ExecAsync(vms[0], "cat /proc/$(pidof nexus-guest)/status", cancellationToken);
        yield return new Figure("Guest agent, resident memory", ProcessFigures.Megabytes(told.Text("stdout").Split('\n'), "VmRSS:"), "MB") { AtMost = 15 };
    }

    /// <summary>The least of five looks a second apart: between them the collector comes and goes.</summary>
    private static async Task<double> MemoryAsync(int agent, CancellationToken cancellationToken)
    {
        List<double> looks = [];
        for (var look = 0; look < 5; look++)
        {
            looks.Add(ProcessFigures.ProportionalMegabytes(agent));
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return looks.Min();
    }

    private static async Task<(double Seconds, long Messages)> WorkAsync(int agent, MetricWatch watch, CancellationToken cancellationToken)
    {
        var (cpu, messages) = (ProcessFigures.CpuSeconds(agent), watch.Messages);
        await Task.Delay(Window, cancellationToken);
        return (ProcessFigures.CpuSeconds(agent) - cpu, watch.Messages - messages);
    }
}
