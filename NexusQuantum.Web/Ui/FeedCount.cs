using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Ui;

/// <summary>Counts a feed for the rail, at most once a second however many pages ask.</summary>
internal sealed class FeedCount<TKey, TView>(LiveFeed<TKey, TView> feed, Func<IReadOnlyCollection<TView>, NavCount> count, TimeProvider clock)
    where TKey : notnull
    where TView : class
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(0.9);
    private readonly Lock _gate = new();
    private NavCount _last;
    private long _at;
    private bool _any;

    /// <summary>The figures, at most a second old.</summary>
    public NavCount Now()
    {
        lock (_gate)
        {
            if (!_any || clock.GetElapsedTime(_at) > Fresh)
            {
                (_last, _at, _any) = (count(feed.Snapshot()), clock.GetTimestamp(), true);
            }

            return _last;
        }
    }
}
