using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// The tick: each second the host and the VMs someone looks at, the others every fifth second, a fifth of them each second so that
/// the work is even. Nothing is measured while nobody listens, but the host, whose load stretches boot deadlines.
/// </summary>
internal sealed partial class MetricSampler(VmSupervisor supervisor, IHostNetworks networks, HostMeter host, MetricFeed feed, TimeProvider time, ILogger<MetricSampler> log)
    : BackgroundService
{
    private const int Spread = 5;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Dictionary<VmId, VmMeter> _meters = [];
    private readonly long _began = time.GetTimestamp();
    private long _tick;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.TickFailed(log, e);
            }
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        _tick++;
        var at = time.GetUtcNow();
        var seconds = time.GetElapsedTime(_began).TotalSeconds;
        var hostSample = host.Measure(seconds);
        var subscriptions = feed.Subscriptions;
        if (subscriptions.IsEmpty)
        {
            Forget(_meters.Keys.ToHashSet());
            return;
        }

        var due = Due();
        var samples = await Task.WhenAll(due.Select(meter => meter.MeasureAsync(seconds, cancellationToken)));
        foreach (var subscription in subscriptions)
        {
            subscription.Offer(new MetricBatch { At = at, Host = hostSample, Vms = For(subscription, samples) });
        }
    }

    public override void Dispose()
    {
        Forget(_meters.Keys.ToHashSet());
        host.Dispose();
        base.Dispose();
    }

    private List<VmMeter> Due()
    {
        var gone = _meters.Keys.ToHashSet();
        var due = new List<VmMeter>();
        foreach (var (id, vm) in supervisor.Running)
        {
            gone.Remove(id);
            if (!_meters.TryGetValue(id, out var meter) || !ReferenceEquals(meter.Vm, vm))
            {
                meter?.Dispose();
                _meters[id] = meter = new VmMeter(id, vm, networks, time);
            }

            if (IsTurn(id) || feed.IsWatched(id))
            {
                due.Add(meter);
            }
        }

        Forget(gone);
        return due;
    }

    private bool IsTurn(VmId id) => (uint)id.GetHashCode() % Spread == _tick % Spread;

    private ImmutableArray<VmSample> For(MetricSubscription subscription, VmSample[] samples)
        => [.. samples.Where(sample => IsTurn(sample.Vm) || subscription.Watched.Contains(sample.Vm))];

    private void Forget(HashSet<VmId> gone)
    {
        foreach (var id in gone)
        {
            if (_meters.Remove(id, out var meter))
            {
                meter.Dispose();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "A metrics tick failed.")]
        public static partial void TickFailed(ILogger logger, Exception e);
    }
}
