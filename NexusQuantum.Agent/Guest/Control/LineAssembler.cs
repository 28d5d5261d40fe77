namespace NexusQuantum.Agent.Guest.Control;

/// <summary>Cuts a stream of bytes into lines of bounded length.</summary>
internal sealed class LineAssembler(int longest)
{
    private readonly byte[] _buffer = new byte[longest];
    private int _start;
    private int _length;

    /// <summary>Where the next bytes go; empty when a line is longer than it may be.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _length).CopyTo(_buffer);
                _start = 0;
            }

            return _buffer.AsMemory(_length);
        }
    }

    /// <summary>That many bytes were put into <see cref="Room"/>.</summary>
    public void Added(int count) => _length += count;

    /// <summary>The next whole line, without its end; valid until <see cref="Room"/> is asked for.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var pending = _buffer.AsSpan(_start, _length);
        var end = pending.IndexOf((byte)'\n');
        if (end < 0)
        {
            line = default;
            return false;
        }

        line = pending[..end];
        _start += end + 1;
        _length -= end + 1;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => (_start, _length) = (0, 0);
}
