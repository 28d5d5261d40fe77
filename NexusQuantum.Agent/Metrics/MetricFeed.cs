using System.Collections.Immutable;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Who listens to the samples, and which VMs any of them looks at.</summary>
internal sealed class MetricFeed
{
    private readonly Lock _lock = new();
    private ImmutableArray<MetricSubscription> _subscriptions = [];

    public ImmutableArray<MetricSubscription> Subscriptions
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions;
            }
        }
    }

    public MetricSubscription Subscribe(Action arrived)
    {
        var subscription = new MetricSubscription(this, arrived);
        lock (_lock)
        {
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Whether a VM is measured each second.</summary>
    public bool IsWatched(VmId vm)
    {
        foreach (var subscription in Subscriptions)
        {
            if (subscription.Watched.Contains(vm))
            {
                return true;
            }
        }

        return false;
    }

    internal void Unsubscribe(MetricSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }
}
