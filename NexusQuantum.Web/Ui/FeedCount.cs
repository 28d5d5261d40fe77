using System.Collections.Concurrent;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Ui;

/// <summary>Counts for the rail what a caller sees of a feed, at most once a second for all who have the same rights, however many pages ask.</summary>
internal sealed class FeedCount<TKey, TView>(LiveFeed<TKey, TView> feed, Func<IReadOnlyCollection<TView>, NavCount> count, TimeProvider clock)
    where TKey : notnull
    where TView : class, ISeen<TView>
{
    private const int MostKept = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(0.9);
    private readonly ConcurrentDictionary<Rights, (NavCount Count, long At)> _known = new();

    /// <summary>The figures, at most a second old.</summary>
    public NavCount Now(Caller caller)
    {
        if (_known.TryGetValue(caller.Rights, out var known) && clock.GetElapsedTime(known.At) < Fresh)
        {
            return known.Count;
        }

        if (_known.Count > MostKept)
        {
            _known.Clear();
        }

        var counted = count(feed.Snapshot(caller));
        _known[caller.Rights] = (counted, clock.GetTimestamp());
        return counted;
    }
}
