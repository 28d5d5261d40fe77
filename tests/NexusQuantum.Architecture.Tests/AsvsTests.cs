using System.Globalization;
using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests;

/// <summary>The table of what the security standard asks is whole, and names only tests that exist.</summary>
public sealed partial class AsvsTests
{
    /// <summary>How many requirements of level 1 and 2 each section of ASVS 5.0.0 has; they are numbered from 1 (those of level 3 come last).</summary>
    private const string Sections = """
        1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3
        6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4
        10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
        13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
        """;

    private static readonly Match[] Rows = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests/NexusQuantum.Architecture.Tests/Decisions/asvs-5-level-2.md"))).ToArray();

    [Fact]
    public void Every_requirement_has_one_row()
        => Assert.Equal(Asked(), Rows.Select(row => row.Groups["id"].Value));

    [Fact]
    public void What_is_not_met_says_why_and_what_is_met_says_by_what()
    {
        Assert.All(Rows, row => Assert.Contains(row.Groups["state"].Value, (string[])["met", "not met", "n/a"]));
        Assert.All(Rows, row => Assert.True(row.Groups["how"].Value.Trim().Length > 0 || (row.Groups["state"].Value == "met" && row.Groups["tests"].Value.Contains('`', StringComparison.Ordinal)), row.Value));
    }

    [Fact]
    public void Every_test_it_names_exists()
    {
        var classes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Rows.SelectMany(row => Name().Matches(row.Groups["tests"].Value)).Select(name => name.Groups[1].Value).Where(name => !classes.Contains(name)).Distinct());
    }

    private static IEnumerable<string> Asked()
        => Sections.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(section => section.Split(':'))
            .SelectMany(section => Enumerable.Range(1, int.Parse(section[1], CultureInfo.InvariantCulture)).Select(number => string.Create(CultureInfo.InvariantCulture, $"{section[0]}.{number}")));

    [GeneratedRegex(@"^\| (?<id>\d+\.\d+\.\d+) \| (?<state>[^|]+) \| (?<tests>[^|]*) \| (?<how>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Name();
}
