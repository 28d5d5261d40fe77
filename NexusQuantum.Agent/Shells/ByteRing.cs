namespace NexusQuantum.Agent.Shells;

/// <summary>
/// The last megabyte a VM wrote to its console, by position in the whole stream, with the times its parts came. Grows with what is
/// written, so that a quiet VM costs little. Callers lock.
/// </summary>
internal sealed class ByteRing(int capacity)
{
    private const int FirstSize = 8 * 1024;
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(1);

    private readonly Queue<(long Position, DateTimeOffset At)> _marks = [];
    private byte[] _bytes = new byte[Math.Min(FirstSize, capacity)];
    private DateTimeOffset _lastMark = DateTimeOffset.MinValue;

    /// <summary>Position after the newest byte.</summary>
    public long End { get; private set; }

    /// <summary>Position of the oldest byte kept.</summary>
    public long Start => Math.Max(_from, End - _bytes.Length);

    private long _from;

    /// <summary>When the oldest byte kept was written, null when there is none.</summary>
    public DateTimeOffset? Since => _marks.TryPeek(out var mark) && End > Start ? mark.At : null;

    public void Write(ReadOnlySpan<byte> data, DateTimeOffset at)
    {
        Grow(data.Length);
        if (data.Length > _bytes.Length)
        {
            _from = End + data.Length - _bytes.Length;
            End = _from;
            data = data[^_bytes.Length..];
        }

        var offset = (int)(End % _bytes.Length);
        var first = Math.Min(data.Length, _bytes.Length - offset);
        data[..first].CopyTo(_bytes.AsSpan(offset));
        data[first..].CopyTo(_bytes);
        if (at - _lastMark >= MarkEvery)
        {
            _marks.Enqueue((End, at));
            _lastMark = at;
        }

        End += data.Length;
        // The newest mark at or before the oldest byte stays: it says when that byte came.
        while (_marks.Count > 1 && _marks.ElementAt(1).Position <= Start)
        {
            _marks.Dequeue();
        }
    }

    /// <summary>Copies from a position that is kept; answers how much.</summary>
    public int Read(long position, Span<byte> into)
    {
        var count = (int)Math.Min(into.Length, End - position);
        var offset = (int)(position % _bytes.Length);
        var first = Math.Min(count, _bytes.Length - offset);
        _bytes.AsSpan(offset, first).CopyTo(into);
        _bytes.AsSpan(0, count - first).CopyTo(into[first..]);
        return count;
    }

    private void Grow(int more)
    {
        var kept = End - Start;
        if (_bytes.Length >= capacity || kept + more <= _bytes.Length)
        {
            return;
        }

        var size = (int)Math.Min(capacity, Math.Max(kept + more, _bytes.Length * 2L));
        var content = new byte[kept];
        var start = Start;
        Read(start, content);
        _bytes = new byte[size];
        _from = start;
        for (var i = 0; i < content.Length;)
        {
            var offset = (int)((start + i) % size);
            var count = Math.Min(content.Length - i, size - offset);
            content.AsSpan(i, count).CopyTo(_bytes.AsSpan(offset));
            i += count;
        }
    }
}
