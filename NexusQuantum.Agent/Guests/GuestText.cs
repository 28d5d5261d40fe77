using System.Globalization;
using System.Text;

namespace NexusQuantum.Agent.Guests;

/// <summary>Texts of a guest made fit to be shown: one line, no control or formatting characters, bounded.</summary>
internal static class GuestText
{
    public static string Clean(string? text, int most = 128)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            // Bidirectional overrides and the like are "format": they can make a name read as another.
            var safe = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (clean.Length + 2 > most)
            {
                break;
            }

            clean.Append(safe ? rune.ToString() : " ");
        }

        return clean.ToString().Trim();
    }
}
