using System.Text;
using System.Text.RegularExpressions;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Plain lines out of what a guest wrote to its serial port.</summary>
internal static partial class ConsoleText
{
    private const int Widest = 200;

    /// <summary>The newest lines without escape sequences, control characters and empty ends.</summary>
    public static string[] Tail(string log, int count)
    {
        var text = Escapes().Replace(log, string.Empty);
        return [.. text.Split('\n').Select(Line).Where(line => line.Length > 0).TakeLast(count)];
    }

    // A carriage return inside a line starts it over, as a progress bar does.
    private static string Line(string raw)
    {
        var trimmed = raw.TrimEnd('\r', ' ');
        var start = trimmed.LastIndexOf('\r') + 1;
        var line = new StringBuilder();
        foreach (var c in trimmed.AsSpan(start))
        {
            if (line.Length == Widest)
            {
                return line.Append('…').ToString();
            }

            if (c == '\t')
            {
                line.Append(' ');
            }
            else if (!char.IsControl(c))
            {
                line.Append(c);
            }
        }

        return line.ToString();
    }

    /// <summary>CSI, OSC, DCS and two-character escapes (ECMA-48 5.3 and 5.6).</summary>
    [GeneratedRegex("\u001b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[ -/]*[0-~])", RegexOptions.None, 200)]
    private static partial Regex Escapes();
}
