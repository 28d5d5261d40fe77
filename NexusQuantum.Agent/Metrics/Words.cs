using System.Buffers.Text;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Reads lines of words and numbers without making strings.</summary>
internal ref struct Words(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next word of the line; empty at its end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var start = _rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            _rest = [];
            return [];
        }

        _rest = _rest[start..];
        var end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>The next word as a number, 0 when it is none.</summary>
    public long Number() => Utf8Parser.TryParse(Next(), out long value, out _) ? value : 0;

    public void Skip(int words)
    {
        for (var i = 0; i < words; i++)
        {
            Next();
        }
    }

    /// <summary>Cuts the first line off a text.</summary>
    public static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return line;
    }
}
