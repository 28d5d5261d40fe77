namespace NexusQuantum.Agent.Shells;

/// <summary>One viewer's place in a console. Used by one reader at a time; disposing it counts the viewer off.</summary>
internal sealed class ConsoleView(SerialRing ring, long position, long scrollback, DateTimeOffset? since, bool live) : IDisposable
{
    private long _position = position;
    private bool _live = live;
    private bool _closed;

    public long ScrollbackBytes => scrollback;

    public DateTimeOffset? Since => since;

    /// <summary>Whether the VM had a process at the last look.</summary>
    public bool Live => _live;

    /// <summary>
    /// Waits for something to tell: bytes, bytes missed, or that the VM started or ended. Missed bytes come first, alone.
    /// </summary>
    public async ValueTask<ConsoleNews> NextAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (count, skipped, isLive, changed) = ring.Read(_position, into.Span);
            if (skipped > 0)
            {
                _position += skipped;
                return new ConsoleNews(0, skipped, LiveChanged: false);
            }

            if (count > 0)
            {
                _position += count;
                return new ConsoleNews(count, 0, LiveChanged: false);
            }

            if (isLive != _live)
            {
                _live = isLive;
                return new ConsoleNews(0, 0, LiveChanged: true);
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public Task<bool> WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ring.WriteAsync(data, cancellationToken);

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            ring.Close();
        }
    }
}
