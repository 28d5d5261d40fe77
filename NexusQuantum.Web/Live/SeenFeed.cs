using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Live;

/// <summary>Feeds as one caller sees them.</summary>
public static class SeenFeed
{
    /// <summary>The newest pictures of all that the caller may see.</summary>
    public static IReadOnlyCollection<TView> Snapshot<TKey, TView>(this LiveFeed<TKey, TView> feed, Caller caller)
        where TKey : notnull
        where TView : class, ISeen<TView>
        => feed.Snapshot(view => view.For(caller));

    /// <summary>The newest picture of one thing, if the caller may see it.</summary>
    public static TView? Find<TKey, TView>(this LiveFeed<TKey, TView> feed, Caller caller, TKey key)
        where TKey : notnull
        where TView : class, ISeen<TView>
        => feed.Find(key)?.For(caller);
}
