using System.Collections.Frozen;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Metrics;

/// <summary>One listener's queue of batches: at most five; when it is slow the oldest goes and is counted.</summary>
internal sealed class MetricSubscription(MetricFeed feed, Action arrived) : IDisposable
{
    public const int Most = 5;

    private readonly Lock _lock = new();
    private readonly Queue<MetricBatch> _batches = new(Most);
    private int _dropped;

    /// <summary>VMs its reader looks at; replaced whole.</summary>
    public FrozenSet<VmId> Watched { get; set; } = [];

    public void Offer(MetricBatch batch)
    {
        lock (_lock)
        {
            if (_batches.Count == Most)
            {
                _batches.Dequeue();
                _dropped++;
            }

            _batches.Enqueue(batch);
        }

        arrived();
    }

    /// <summary>The oldest batch that waits, with the number of those thrown away before it; null when none waits.</summary>
    public MetricBatch? Take()
    {
        lock (_lock)
        {
            if (!_batches.TryDequeue(out var batch))
            {
                return null;
            }

            var told = _dropped == 0 ? batch : batch with { Dropped = _dropped };
            _dropped = 0;
            return told;
        }
    }

    public void Dispose() => feed.Unsubscribe(this);
}
