using NexusQuantum.Agent.Metrics;
using NexusQuantum.Domain.Metrics;

namespace NexusQuantum.Agent.Tests.Metrics;

public sealed class MetricSubscriptionTests
{
    [Fact]
    public void A_slow_listener_loses_the_oldest_and_learns_how_many()
    {
        var feed = new MetricFeed();
        using var subscription = feed.Subscribe(static () => { });
        for (var second = 0; second < 12; second++)
        {
            subscription.Offer(new MetricBatch { At = DateTimeOffset.UnixEpoch.AddSeconds(second), Host = new HostSample(), Vms = [] });
        }

        var first = subscription.Take();
        Assert.Equal((7, 7), (first?.At.Second, first?.Dropped));
        Assert.Equal(0, subscription.Take()?.Dropped);
    }

    [Fact]
    public void A_listener_that_left_is_counted_off()
    {
        var feed = new MetricFeed();
        feed.Subscribe(static () => { }).Dispose();
        Assert.Empty(feed.Subscriptions);
    }
}
