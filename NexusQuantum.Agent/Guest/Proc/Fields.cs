using System.Buffers.Text;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>Walks the lines of a /proc file and the blank-separated fields of a line, without allocating.</summary>
internal ref struct Fields(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>What is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next line, without its end.</summary>
    public bool NextLine(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        var end = _rest.IndexOf((byte)'\n');
        line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>The next field; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _rest = _rest.TrimStart(" \t"u8);
        var end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        var field = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..];
        return field;
    }

    /// <summary>Passes over some fields.</summary>
    public void Skip(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Next();
        }
    }

    /// <summary>The next field as a counter: 0 when it is none, the largest long when it does not fit.</summary>
    public long NextCounter() => Counter(Next());

    /// <summary>A field as a counter.</summary>
    public static long Counter(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty || field.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return 0;
        }

        return Utf8Parser.TryParse(field, out long value, out var used) && used == field.Length ? value : long.MaxValue;
    }

    /// <summary>A field as a number with a point; 0 when it is none.</summary>
    public static double Number(ReadOnlySpan<byte> field)
        => Utf8Parser.TryParse(field, out double value, out var used) && used == field.Length && double.IsFinite(value) ? value : 0;
}
