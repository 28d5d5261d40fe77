using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests.Requirements;

/// <summary>A row of the table: a line of the guide, what implements it, what tries it.</summary>
internal sealed partial record TableRow(string Heading, string Quote, string What, string Test)
{
    /// <summary>Names in backquotes of a cell.</summary>
    public static IEnumerable<string> Names(string cell) => Quoted().Matches(cell).Select(match => match.Groups["name"].Value);

    public static IEnumerable<TableRow> Of(IEnumerable<string> table)
    {
        var heading = "";
        foreach (var line in table)
        {
            heading = line.StartsWith('#') ? line.Trim() : heading;
            if (line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Line of", StringComparison.Ordinal))
            {
                var cells = Border().Split(line.Trim()).Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal)).ToArray();
                yield return cells.Length == 5 ? new TableRow(heading, Plain(cells[1]), cells[2], cells[3]) : throw new InvalidOperationException($"This row has not three cells: {line}");
            }
        }
    }

    /// <summary>A command stands in backquotes, which are not its own.</summary>
    private static string Plain(string cell) => cell.Length > 2 && cell[0] == '`' && cell.IndexOf('`', 1) == cell.Length - 1 ? cell[1..^1] : cell;

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Border();

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Quoted();
}
