namespace NexusQuantum.Domain.Identifiers;

/// <summary>The one way ids are read: 36 characters with hyphens, nothing around them.</summary>
public static class IdText
{
    /// <summary>Reads an id; false for anything but the hyphenated 36-character form or for the empty UUID.</summary>
    public static bool TryParse<TId>(ReadOnlySpan<char> text, out TId id)
        where TId : struct, IId<TId>
    {
        if (Guid.TryParseExact(text, "D", out var value) && value != Guid.Empty)
        {
            id = TId.From(value);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>Reads an id or throws <see cref="FormatException"/>.</summary>
    public static TId Parse<TId>(ReadOnlySpan<char> text)
        where TId : struct, IId<TId>
        => TryParse<TId>(text, out var id) ? id : throw new FormatException("Not an id: expected a UUID with hyphens.");
}
