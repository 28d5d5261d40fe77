using System.Globalization;
using System.Xml.Linq;

namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>The XML that JUnit's Ant task began and build servers read (testsuites, testsuite, testcase, failure, skipped).</summary>
internal static class JUnitReport
{
    public static string Of(PreflightReport report)
        => new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement("testsuites",
            new XAttribute("name", "preflight of " + Clean(report.HostName)),
            ReportText.Sections(report).Select(part => Suite(part.Section, [.. part.Results]))) + "\n";

    private static XElement Suite(CheckSection section, IReadOnlyList<CheckResult> results) => new("testsuite",
        new XAttribute("name", section.Title),
        new XAttribute("tests", results.Count),
        new XAttribute("failures", results.Count(result => result.Outcome.Status == CheckStatus.Fail)),
        new XAttribute("skipped", results.Count(result => result.Outcome.Status == CheckStatus.NotApplicable)),
        new XAttribute("time", Seconds(results.Sum(result => result.Milliseconds))),
        results.Select(Case));

    private static XElement Case(CheckResult result)
    {
        var said = Clean(result.Outcome.Message);
        var @case = new XElement("testcase", new XAttribute("classname", "preflight." + result.Info.Section), new XAttribute("name", result.Info.Id), new XAttribute("time", Seconds(result.Milliseconds)));
        @case.Add(result.Outcome.Status switch
        {
            CheckStatus.Pass => new XElement("system-out", said),
            CheckStatus.Warn => new XElement("system-out", "Warning: " + said + Fix(result)),
            CheckStatus.Fail => new XElement("failure", new XAttribute("message", said), said + Fix(result)),
            CheckStatus.NotApplicable => new XElement("skipped", new XAttribute("message", said)),
        });
        return @case;
    }

    private static string Fix(CheckResult result)
        => result.Outcome.Fix is { } fix ? "\n" + string.Join('\n', [Clean(fix.Text), .. ReportText.Commands(fix).Select(Clean)]) : "";

    private static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no room for control characters, and a message may quote a file that has some.</summary>
    private static string Clean(string text) => new([.. text.Select(letter => letter is '\n' or '\t' || (letter >= ' ' && !char.IsSurrogate(letter) && letter < '\uFFFE') ? letter : '\uFFFD')]);
}
