using System.Text.Json;

namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>Reports as text.</summary>
public static class ReportText
{
    /// <summary>Where the sections of the requirements are linked to: a path of the product's own repository.</summary>
    public const string Document = "deploy/install/requirements.md";

    /// <summary>The whole report in one format, UTF-8 text with a newline at its end.</summary>
    public static string Of(PreflightReport report, ReportFormat format) => format switch
    {
        ReportFormat.Json => JsonSerializer.Serialize(report, PreflightJson.Default.PreflightReport) + "\n",
        ReportFormat.JUnit => JUnitReport.Of(report),
        ReportFormat.Html => HtmlReport.Of(report),
        ReportFormat.Markdown => MarkdownReport.Of(report),
    };

    /// <summary>The format of a word of the command line: json, junit, html or markdown; null for any other.</summary>
    public static ReportFormat? FormatOf(string? word) => word switch
    {
        "json" => ReportFormat.Json,
        "junit" => ReportFormat.JUnit,
        "html" => ReportFormat.Html,
        "markdown" => ReportFormat.Markdown,
        _ => null,
    };

    /// <summary>"12 passed, 2 warnings, 1 failed, 3 not applicable".</summary>
    public static string Summary(PreflightReport report)
        => $"{report.Count(CheckStatus.Pass)} passed, {report.Count(CheckStatus.Warn)} {(report.Count(CheckStatus.Warn) == 1 ? "warning" : "warnings")}, {report.Count(CheckStatus.Fail)} failed, {report.Count(CheckStatus.NotApplicable)} not applicable";

    /// <summary>The results by section, in the document's order; sections without any are left out.</summary>
    internal static IEnumerable<(CheckSection Section, IEnumerable<CheckResult> Results)> Sections(PreflightReport report)
        => CheckSection.All.Select(section => (section, report.Results.Where(result => result.Info.Section == section.Id))).Where(part => part.Item2.Any());

    /// <summary>A status as a word.</summary>
    internal static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Pass => "pass",
        CheckStatus.Warn => "warn",
        CheckStatus.Fail => "fail",
        CheckStatus.NotApplicable => "not applicable",
    };

    /// <summary>The commands of a fix, each once, with the family they are for where the two differ.</summary>
    internal static IEnumerable<string> Commands(CheckFix fix)
        => fix.Debian.SequenceEqual(fix.RedHat) ? fix.Debian
            : [.. fix.Debian.Select(command => command + "   # Debian, Ubuntu"), .. fix.RedHat.Select(command => command + "   # Rocky Linux, RHEL")];
}
