namespace NexusQuantum.Web.Live;

/// <summary>
/// State by key, shown live. A subscriber gets the state now and every later change, taken together under one lock, so none is
/// missed and none is seen twice. Changes conflate per key: a slow subscriber sees the newest value, never a queue of old ones.
/// </summary>
/// <typeparam name="TKey">Id of a thing.</typeparam>
/// <typeparam name="TView">Its whole immutable picture.</typeparam>
public sealed class LiveFeed<TKey, TView>
    where TKey : notnull
    where TView : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, TView> _now = [];
    private readonly HashSet<LiveSubscription<TKey, TView>> _subscriptions = [];

    /// <summary>How many are listening; returns to zero when all pages are closed.</summary>
    public int SubscriberCount
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>The newest picture of one thing.</summary>
    public TView? Find(TKey key)
    {
        lock (_gate)
        {
            return _now.GetValueOrDefault(key);
        }
    }

    /// <summary>The newest pictures of all.</summary>
    public IReadOnlyCollection<TView> Snapshot()
    {
        lock (_gate)
        {
            return [.. _now.Values];
        }
    }

    /// <summary>The newest pictures, each as <paramref name="see"/> makes of it; those it answers null for are as good as not there.</summary>
    public IReadOnlyCollection<TView> Snapshot(Func<TView, TView?> see) => [.. Snapshot().Select(see).OfType<TView>()];

    /// <summary>Sets a thing's picture and tells all subscribers.</summary>
    public void Put(TKey key, TView view)
    {
        lock (_gate)
        {
            _now[key] = view;
            foreach (var subscription in _subscriptions)
            {
                subscription.Offer(key, view);
            }
        }
    }

    /// <summary>Changes a picture under the lock; null from <paramref name="change"/> leaves it as it is.</summary>
    public void Update(TKey key, Func<TView?, TView?> change)
    {
        lock (_gate)
        {
            if (change(_now.GetValueOrDefault(key)) is { } view)
            {
                _now[key] = view;
                foreach (var subscription in _subscriptions)
                {
                    subscription.Offer(key, view);
                }
            }
        }
    }

    /// <summary>Removes a thing and tells all subscribers.</summary>
    public void Remove(TKey key)
    {
        lock (_gate)
        {
            if (!_now.Remove(key))
            {
                return;
            }

            foreach (var subscription in _subscriptions)
            {
                subscription.Offer(key, null);
            }
        }
    }

    /// <summary>State now and changes after.</summary>
    /// <param name="see">Makes of every picture, now and later, what the subscriber gets; those it answers null for are as good as not there. Null sees all.</param>
    public LiveSubscription<TKey, TView> Subscribe(Func<TView, TView?>? see = null)
    {
        lock (_gate)
        {
            var now = new Dictionary<TKey, TView>(_now.Count);
            foreach (var (key, picture) in _now)
            {
                if ((see is null ? picture : see(picture)) is { } view)
                {
                    now[key] = view;
                }
            }

            var subscription = new LiveSubscription<TKey, TView>(now, see, Forget);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    private void Forget(LiveSubscription<TKey, TView> subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }
}
