namespace NexusQuantum.Web.Http;

/// <summary>A word of an enum in a query, as JSON writes it. The framework's own binding wants the spelling of C# and takes numbers.</summary>
internal static class QueryWord
{
    /// <summary>False for a word that is none of them; null and empty are no word.</summary>
    public static bool TryRead<TEnum>(string? text, out TEnum? value)
        where TEnum : struct, Enum
    {
        value = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!char.IsAsciiLetter(text[0]) || !Enum.TryParse<TEnum>(text, ignoreCase: true, out var found))
        {
            return false;
        }

        value = found;
        return true;
    }
}
