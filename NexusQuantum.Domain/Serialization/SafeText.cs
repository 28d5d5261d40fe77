using System.Text;

namespace NexusQuantum.Domain.Serialization;

/// <summary>Makes text from programs and guests fit to show: no control characters, a bounded length.</summary>
public static class SafeText
{
    /// <summary>The last non-empty lines, joined by " · ", without control characters, at most <paramref name="maxLength"/> long.</summary>
    public static string LastLines(string text, int count, int maxLength)
    {
        var lines = new List<string>();
        foreach (var raw in text.Split('\n'))
        {
            var line = Clean(raw);
            if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        var joined = string.Join(" · ", lines.TakeLast(count));
        return joined.Length <= maxLength ? joined : string.Concat("…", joined.AsSpan(joined.Length - maxLength + 1));
    }

    /// <summary>Without control, format and surrogate characters, trimmed.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, 4096));
        foreach (var c in text)
        {
            if (clean.Length >= 4096)
            {
                break;
            }

            if (!char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)
            {
                clean.Append(c);
            }
            else if (c == '\t')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().Trim();
    }
}
