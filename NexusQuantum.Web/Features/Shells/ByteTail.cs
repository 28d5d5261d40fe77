namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// The bytes of a session from the last acknowledged to the newest, in order. Its writer waits while it is full, so a guest that
/// floods is held back at its own source and this never grows beyond <see cref="Capacity"/>.
/// </summary>
internal sealed class ByteTail
{
    /// <summary>
    /// Most bytes not yet acknowledged. All of them are on the screen before what a Ctrl-C changes is: at the 5 MB/s a browser is to
    /// take, 50 of the 200 ms it has. A screen's round trip is some 20 ms, so the window does not hold a flood up.
    /// </summary>
    public const int Capacity = 256 * 1024;

    private readonly Queue<byte[]> _chunks = new();
    private long _first;

    /// <summary>Offset of the oldest byte kept.</summary>
    public long Start { get; private set; }

    /// <summary>Offset after the newest byte.</summary>
    public long End { get; private set; }

    public bool IsFull => End - Start >= Capacity;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _chunks.Enqueue(bytes.ToArray());
        End += bytes.Length;
    }

    /// <summary>The reader has all before this offset; an offset that cannot be is brought into range.</summary>
    public void Acknowledge(long offset)
    {
        Start = Math.Clamp(offset, Start, End);
        while (_chunks.TryPeek(out var chunk) && _first + chunk.Length <= Start)
        {
            _first += chunk.Length;
            _chunks.Dequeue();
        }
    }

    /// <summary>Up to so many bytes from an offset on; empty at the end.</summary>
    public byte[] Read(long offset, int most)
    {
        offset = Math.Clamp(offset, Start, End);
        var result = new byte[Math.Min(most, End - offset)];
        var filled = 0;
        var at = _first;
        foreach (var chunk in _chunks)
        {
            if (at + chunk.Length > offset && filled < result.Length)
            {
                var skip = (int)Math.Max(0, offset - at);
                var count = Math.Min(chunk.Length - skip, result.Length - filled);
                chunk.AsSpan(skip, count).CopyTo(result.AsSpan(filled));
                filled += count;
                offset += count;
            }

            at += chunk.Length;
            if (filled == result.Length)
            {
                break;
            }
        }

        return result;
    }
}
