using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests.Requirements;

/// <summary>A line of the requirements guide that asks for something, under its heading.</summary>
internal sealed partial record GuideLine(string Heading, string Text)
{
    /// <summary>
    /// Every line but those that ask nothing: headings and the list of them, rules, comments, heads of tables, notes of ours ("&gt; "), and
    /// what only leads to the lines below it (it ends with a colon, and is no item of a list).
    /// </summary>
    public static IEnumerable<GuideLine> Of(IReadOnlyList<string> document)
    {
        var (heading, isCode) = ("", false);
        for (var at = 0; at < document.Count; at++)
        {
            var text = document[at].Trim();
            if (text.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode ? text.Length > 0 && text[0] != '#' : IsAsking(text) && !IsHead(document, at))
            {
                yield return new GuideLine(heading, text);
            }
            else if (!isCode && text.StartsWith('#'))
            {
                heading = text;
            }
        }
    }

    private static bool IsAsking(string text)
        => text.Length > 0 && text != "---" && text[0] is not ('#' or '>')
            && !Contents().IsMatch(text) && (text.StartsWith("- ", StringComparison.Ordinal) || !text.TrimEnd('*').EndsWith(':'));

    /// <summary>The head of a table, or the rule below it.</summary>
    private static bool IsHead(IReadOnlyList<string> document, int at) => IsRule(document[at]) || (at + 1 < document.Count && document[at].StartsWith('|') && IsRule(document[at + 1]));

    private static bool IsRule(string line) => line.StartsWith('|') && line.All(letter => letter is '|' or '-' or ':' or ' ');

    /// <summary>An item of the list of headings.</summary>
    [GeneratedRegex(@"^- \[[^\]]+\]\(#[^)]+\)$")]
    private static partial Regex Contents();
}
