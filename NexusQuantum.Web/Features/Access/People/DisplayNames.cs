using System.Globalization;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>What people may be called in pages.</summary>
internal static class DisplayNames
{
    /// <summary>False when it cannot be one; empty becomes null, and the user name is shown.</summary>
    public static bool TryRead(string? text, out string? name)
    {
        name = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return name is null || (name.Length <= Account.LongestDisplayName && !name.Any(IsOdd));
    }

    private static bool IsOdd(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
