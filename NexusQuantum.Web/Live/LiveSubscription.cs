using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace NexusQuantum.Web.Live;

/// <summary>One listener of a <see cref="LiveFeed{TKey,TView}"/>; disposing ends it.</summary>
/// <typeparam name="TKey">Id of a thing.</typeparam>
/// <typeparam name="TView">Its picture.</typeparam>
public sealed class LiveSubscription<TKey, TView> : IAsyncDisposable
    where TKey : notnull
    where TView : class
{
    private readonly Lock _gate = new();
    private readonly Func<TView, TView?>? _see;
    private readonly Action<LiveSubscription<TKey, TView>> _forget;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Dictionary<TKey, TView?> _pending = [];

    internal LiveSubscription(IReadOnlyDictionary<TKey, TView> now, Func<TView, TView?>? see, Action<LiveSubscription<TKey, TView>> forget)
        => (Now, _see, _forget) = (now, see, forget);

    /// <summary>The state when the subscription was made; changes follow it without a gap. It is let go when they are read: a page that stays open for hours would keep what it had shown first.</summary>
    public IReadOnlyDictionary<TKey, TView> Now { get; private set; }

    /// <summary>Changes in batches, newest per key; a null picture means removed.</summary>
    public async IAsyncEnumerable<IReadOnlyDictionary<TKey, TView?>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Now = ReadOnlyDictionary<TKey, TView>.Empty;
        while (await _wake.Reader.WaitToReadAsync(cancellationToken))
        {
            _wake.Reader.TryRead(out _);
            Dictionary<TKey, TView?> batch;
            lock (_gate)
            {
                batch = _pending;
                _pending = [];
            }

            if (batch.Count > 0)
            {
                yield return batch;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _forget(this);
        _wake.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    internal void Offer(TKey key, TView? view)
    {
        if (view is not null && _see is not null)
        {
            view = _see(view);
            if (view is null)
            {
                return;
            }
        }

        lock (_gate)
        {
            _pending[key] = view;
        }

        _wake.Writer.TryWrite(true);
    }
}
