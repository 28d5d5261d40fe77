using System.Globalization;
using System.Text;

namespace NexusQuantum.Domain.Serialization;

/// <summary>
/// Text of any origin as a part of one line that a terminal only shows: what would begin another line, move the cursor, change the
/// direction or not be seen at all is written out. The guest, the image or the browser that named something does not write our logs.
/// </summary>
public static class OneLine
{
    /// <summary>The text with such characters as <c>\n</c>, <c>\u001b</c> or <c>\U000e0001</c>; the same string when there are none.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = 0;
        while (plain < text.Length && text[plain] is >= ' ' and <= '~')
        {
            plain++;
        }

        return plain == text.Length ? text : Rest(text, plain);
    }

    private static string Rest(string text, int plain)
    {
        var line = new StringBuilder(text, 0, plain, text.Length + 16);
        while (plain < text.Length)
        {
            if (!Rune.TryGetRuneAt(text, plain, out var rune))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[plain++]:x4}"); // half of a pair
                continue;
            }

            Append(line, rune);
            plain += rune.Utf16SequenceLength;
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n': line.Append("\\n"); break;
            case '\r': line.Append("\\r"); break;
            case '\t': line.Append("\\t"); break;
            case var _ when IsShown(rune): line.Append(rune.ToString()); break;
            case var value when value > char.MaxValue: line.Append(CultureInfo.InvariantCulture, $"\\U{value:x8}"); break;
            case var value: line.Append(CultureInfo.InvariantCulture, $"\\u{value:x4}"); break;
        }
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
}
