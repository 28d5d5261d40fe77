using System.Text;

namespace NexusQuantum.Agent.Shells;

/// <summary>
/// A console's bytes as plain text: escape sequences (ECMA-48 CSI, OSC and the other strings) and control characters but line ends
/// and tabs are left out, so that printing it to a terminal cannot command that terminal.
/// </summary>
internal static class ConsoleText
{
    public static string Plain(ReadOnlySpan<byte> bytes)
    {
        var raw = Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            switch (raw[i])
            {
                case '\u001b':
                    i = SkipEscape(raw, i);
                    break;
                case '\r' when i + 1 < raw.Length && raw[i + 1] == '\n':
                    break;
                case '\r':
                    text.Append('\n');
                    break;
                case '\n' or '\t':
                    text.Append(raw[i]);
                    break;
                default:
                    if (!char.IsControl(raw[i]))
                    {
                        text.Append(raw[i]);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Index of the sequence's last character.</summary>
    private static int SkipEscape(string raw, int at)
    {
        if (at + 1 >= raw.Length)
        {
            return at;
        }

        switch (raw[at + 1])
        {
            case '[':
                var end = at + 2;
                while (end < raw.Length && raw[end] is >= '\u0020' and <= '\u003f')
                {
                    end++;
                }

                return Math.Min(end, raw.Length - 1);
            case ']' or 'P' or 'X' or '^' or '_':
                // A string ends with BEL or ESC \; one that does not end within reason was none.
                var limit = Math.Min(raw.Length, at + 4096);
                for (var i = at + 2; i < limit; i++)
                {
                    if (raw[i] == '\u0007')
                    {
                        return i;
                    }

                    if (raw[i] == '\u001b')
                    {
                        return i + 1 < raw.Length && raw[i + 1] == '\\' ? i + 1 : i - 1;
                    }
                }

                return at + 1;
            case '(' or ')' or '*' or '+' or '#' or '%' or ' ':
                return Math.Min(at + 2, raw.Length - 1);
            default:
                return at + 1;
        }
    }
}
