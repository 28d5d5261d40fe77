using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests.Requirements;

/// <summary>The table of the requirements is whole, and names only checks, files, variables and tests that exist.</summary>
public sealed partial class RequirementTableTests
{
    private const string Tests = "tests/";

    /// <summary>Lines nothing implements yet. This list only gets shorter.</summary>
    private static readonly string[] Missing = [];

    /// <summary>Ids of checks that are put together from a name: <c>"environment-" + …</c>.</summary>
    private static readonly string[] Prefixes = ["kernel-module-", "environment-"];

    private static readonly string[] Guide = Repository.Lines("deploy/install/requirements.md");
    private static readonly TableRow[] Rows = [.. TableRow.Of(Repository.Lines("deploy/install/requirements-table.md"))];
    private static readonly string[] Sources = [.. Repository.Files(".cs").Select(file => File.ReadAllText(Path.Combine(Repository.Root, file)))];

    /// <summary>Where checks are: the same words elsewhere are none.</summary>
    private static readonly string[] Checks = [.. Repository.Files(".cs").Where(file => file.Contains("/Preflight/", StringComparison.Ordinal)).Select(file => File.ReadAllText(Path.Combine(Repository.Root, file)))];

    [Fact]
    public void Every_line_of_the_guide_has_its_row()
    {
        var gap = Gap(Guide);
        Assert.True(gap is null, gap);
        Assert.InRange(Rows.Length, 250, 400);
    }

    [Theory]
    [InlineData("- **Frequency:** 2.0 GHz base clock", "- **Sockets:** 2")]
    [InlineData("    screen \\", "    tmux \\")]
    [InlineData("| 9000 | TCP | Inbound | Guest metrics API | Manager service |", "| 9001 | UDP | Inbound | Guest logs | Manager service |")]
    [InlineData("- [ ] DNS resolution is working", "- [ ] IPv6 is routed")]
    [InlineData("**Preload Script:** `scripts/preload-docker-images.sh`", "A spare disk lies in a drawer.")]
    public void A_line_that_is_added_or_changed_is_missed(string line, string added)
    {
        var at = Array.IndexOf(Guide, line);
        Assert.NotEqual(-1, at);
        Assert.Contains(added.Trim(' ', '-', '|'), Gap([.. Guide[..(at + 1)], added, .. Guide[(at + 1)..]]), StringComparison.Ordinal);
        Assert.Contains(added.Trim(' ', '-', '|'), Gap([.. Guide[..at], added, .. Guide[(at + 1)..]]), StringComparison.Ordinal);
        Assert.Contains("row too many", Gap(Guide[..at]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_says_by_what_and_how_it_is_tried()
        => Rule.Holds(Rows.Where(row => row.Quote.Length < 2 || !TableRow.Names(row.Test).Any() || (!TableRow.Names(row.What).Any() && !Missing.Contains(row.Quote))).Select(row => row.Quote));

    [Fact]
    public void What_is_missing_is_known_and_nothing_else()
        => Assert.Equal(Missing, Rows.Where(row => row.What.Contains("missing", StringComparison.OrdinalIgnoreCase)).Select(row => row.Quote));

    [Fact]
    public void What_implements_a_line_is_a_check_a_file_or_a_variable()
        => Rule.Holds(Rows.SelectMany(row => TableRow.Names(row.What)).Distinct(StringComparer.Ordinal).Where(name => !IsFile(name) && !IsCheck(name) && !IsVariable(name)));

    [Fact]
    public void Every_test_exists()
    {
        var texts = Directory.EnumerateFiles(Path.Combine(Repository.Root, Tests), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);
        Rule.Holds(Rows.SelectMany(row => TableRow.Names(row.Test)).Distinct(StringComparer.Ordinal).Where(name => name.Split('.') switch
        {
            _ when name.StartsWith(Tests, StringComparison.Ordinal) => !IsFile(name),
            [var type] => !texts.Contains(type),
            [var type, var method] => !texts[type].Any(text => text.Contains($" {method}(", StringComparison.Ordinal)),
            _ => true,
        }));
    }

    /// <summary>The first line of the guide that the row in its place does not quote; null where there is none.</summary>
    private static string? Gap(IReadOnlyList<string> guide)
    {
        var lines = GuideLine.Of(guide).ToArray();
        for (var at = 0; at < lines.Length; at++)
        {
            if (at >= Rows.Length || lines[at].Heading != Rows[at].Heading || !lines[at].Text.Contains(Rows[at].Quote, StringComparison.Ordinal))
            {
                return $"'{lines[at].Text}' under '{lines[at].Heading}' has no row; in its place stands '{(at < Rows.Length ? Rows[at].Quote : "nothing")}'.";
            }
        }

        return Rows.Length > lines.Length ? $"'{Rows[lines.Length].Quote}' is a row too many." : null;
    }

    private static bool IsFile(string name) => (name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".md", StringComparison.Ordinal)) && File.Exists(Path.Combine(Repository.Root, name));

    private static bool IsCheck(string name)
        => CheckId().IsMatch(name) && Checks.Any(text => text.Contains($"\"{name}\"", StringComparison.Ordinal)
            || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal) && text.Contains($"\"{prefix}\"", StringComparison.Ordinal)
                && text.Contains($"\"{name[prefix.Length..].Replace('-', '_')}\"", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Read by the product, or by one of its scripts.</summary>
    private static bool IsVariable(string name)
        => VariableName().IsMatch(name) && (Sources.Any(text => text.Contains($"\"{name}\"", StringComparison.Ordinal)) || Repository.Files(".sh").SelectMany(Repository.Lines).Any(line => line.Contains("${" + name, StringComparison.Ordinal)));

    [GeneratedRegex("^[a-z]+(-[a-z0-9]+)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex CheckId();

    [GeneratedRegex("^[A-Z]+(_[A-Z]+)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex VariableName();
}
