using System.Text.RegularExpressions;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Colours come from the theme, scripts from files.</summary>
public sealed partial class LookTests
{
    [Fact]
    public void Colours_are_written_in_the_tokens_and_the_theme_only()
        => Rule.Holds(Find(Hex(), ".css", ".razor", ".razor.cs", ".js")
            .Where(where => !where.Contains("tokens.css", StringComparison.Ordinal) && !where.Contains("/Ui/Theme", StringComparison.Ordinal)));

    [Fact]
    public void No_script_is_written_into_a_page()
        => Rule.Holds(Find(Script(), ".razor", ".html"));

    [Fact]
    public void No_text_is_run_as_a_script()
        => Rule.Holds(Find(Eval(), ".js"));

    [Fact]
    public void Times_are_written_by_the_two_files_that_know_the_readers_zone()
        => Rule.Holds(Find(TimeFormat(), ".razor", ".cs", ".js")
            .Where(where => ((where.Contains("/Ui/", StringComparison.Ordinal) || where.Contains("/Pages/", StringComparison.Ordinal) || where.Contains("/Parts/", StringComparison.Ordinal)) && where.Contains("NexusQuantum.Web/", StringComparison.Ordinal))
                || where.Contains(".razor", StringComparison.Ordinal) || where.Contains("wwwroot-assets/", StringComparison.Ordinal))
            .Where(where => !where.Contains("/Ui/Times.cs", StringComparison.Ordinal) && !where.Contains("/js/times.js", StringComparison.Ordinal)
                && !where.Contains("AuditAsked", StringComparison.Ordinal))); // reads a day, writes none

    private static IEnumerable<string> Find(Regex rule, params string[] endings)
        => Repository.Files(endings).SelectMany(file => Repository.Lines(file).Select((line, index) => (where: $"{file}:{index + 1}", line)))
            .Where(entry => rule.IsMatch(entry.line)).Select(entry => entry.where);

    /// <summary>A colour in a value or a string; ids, entities and private members of JavaScript look alike and are not.</summary>
    [GeneratedRegex(@"(?<=[:\s,(]|[""'`])(?<!&)#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})(?=[;\s,)""'`])")]
    private static partial Regex Hex();

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)|(?<![@\w-])on[a-z]+\s*=\s*[""']|javascript:")]
    private static partial Regex Script();

    [GeneratedRegex(@"""[^""]*(?:HH:mm|d MMM|yyyy)|UtcDateTime|ToLocalTime|LocalDateTime|\.get(?:UTC)?(?:Hours|Date|Month)\(|toLocale(?:Time|Date)String|toISOString")]
    private static partial Regex TimeFormat();

    [GeneratedRegex(@"\beval\s*\(|new\s+Function\s*\(")]
    private static partial Regex Eval();
}
