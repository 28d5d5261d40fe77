using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Agents;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>A sample of each machine every five seconds, in batches spread over them, until it is disposed.</summary>
internal sealed class SteadySamples : IAsyncDisposable
{
    private const int Batch = 20;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _sending;

    public SteadySamples(FakeHost host, IReadOnlyList<VmId> vms) => _sending = SendAsync(host, vms);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task SendAsync(FakeHost host, IReadOnlyList<VmId> vms)
    {
        using var timer = new PeriodicTimer(Round / Math.Ceiling((double)vms.Count / Batch));
        for (var from = 0; await timer.WaitForNextTickAsync(_end.Token); from = (from + Batch) % vms.Count)
        {
            host.SendMetrics(new MetricBatch
            {
                At = DateTimeOffset.UtcNow,
                Host = new HostSample { Cpu = 0.3, MemoryTotalBytes = 1L << 40 },
                Vms = [.. vms.Skip(from).Take(Batch).Select(vm => new VmSample { Vm = vm, GuestCpu = Random.Shared.NextDouble(), HostCpu = 0.1, NetInBytes = 1000, NetOutBytes = 1000 })],
            });
        }
    }
}
