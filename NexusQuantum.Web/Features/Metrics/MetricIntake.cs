using System.Collections.Concurrent;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Takes ticks off the watch streams: into rings, to who follows, and to the store when this replica stores for the host.</summary>
internal sealed class MetricIntake(MetricStore store, HostLeases leases, WatchInterests interests, TimeProvider time) : IAgentListener
{
    private const int KeptWatched = 600;
    private const int KeptUnwatched = 30;
    private static readonly TimeSpan BelievedSkew = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<VmId, SampleRing<Stamped<VmSample>>> _vms = new();
    private readonly ConcurrentDictionary<HostId, SampleRing<Stamped<HostSample>>> _hosts = new();
    private readonly Lock _gate = new();
    private MetricFollower[] _followers = [];

    /// <summary>When the newest sample came, UTC.</summary>
    public DateTimeOffset? NewestAt { get; private set; }

    /// <summary>How many follow live.</summary>
    public int Followers => Volatile.Read(ref _followers).Length;

    public void OnMetrics(HostId host, MetricBatch batch)
    {
        // A host whose clock is off would draw its charts into the past or the future; then our own clock counts.
        var now = time.GetUtcNow();
        var at = (batch.At - now).Duration() > BelievedSkew ? now : batch.At.ToUniversalTime();
        NewestAt = at;
        _hosts.GetOrAdd(host, _ => new()).Add(new Stamped<HostSample>(at, batch.Host), KeptWatched);
        var watched = interests.Of(host).ToHashSet();
        foreach (var sample in batch.Vms)
        {
            _vms.GetOrAdd(sample.Vm, _ => new()).Add(new Stamped<VmSample>(at, sample), watched.Contains(sample.Vm) ? KeptWatched : KeptUnwatched);
        }

        foreach (var follower in Volatile.Read(ref _followers))
        {
            follower.Offer(at, host, batch);
        }

        if (leases.Holds(host))
        {
            store.Add(new StampedBatch(at, host, batch));
        }
    }

    public Stamped<VmSample>[] Recent(VmId id, int count) => _vms.TryGetValue(id, out var ring) ? ring.Newest(count) : [];

    public Stamped<HostSample>[] Recent(HostId id, int count) => _hosts.TryGetValue(id, out var ring) ? ring.Newest(count) : [];

    public void Add(MetricFollower follower)
    {
        lock (_gate)
        {
            _followers = [.. _followers, follower];
        }
    }

    public void Remove(MetricFollower follower)
    {
        lock (_gate)
        {
            _followers = [.. _followers.Where(other => other != follower)];
        }
    }

    /// <summary>Forgets rings whose thing has not been heard for a while.</summary>
    public void Sweep()
    {
        var old = time.GetUtcNow() - TimeSpan.FromMinutes(15);
        foreach (var (id, ring) in _vms)
        {
            if (ring.Newest(1) is [var newest] && newest.At < old)
            {
                _vms.TryRemove(id, out _);
            }
        }

        foreach (var (id, ring) in _hosts)
        {
            if (ring.Newest(1) is [var newest] && newest.At < old)
            {
                _hosts.TryRemove(id, out _);
            }
        }
    }
}

/// <summary>A batch with the time it counts for.</summary>
internal sealed record StampedBatch(DateTimeOffset At, HostId Host, MetricBatch Batch);
