using System.Globalization;
using System.Text;

namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>A report to put into a ticket.</summary>
internal static class MarkdownReport
{
    public static string Of(PreflightReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Preflight of {Cell(report.HostName)}\n\n{report.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, version {Cell(report.Version)}: {ReportText.Summary(report)}.\n");
        foreach (var (section, results) in ReportText.Sections(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## [{section.Title}]({ReportText.Document}#{section.Anchor})\n\n| | Check | Measured | Needed |\n|---|---|---|---|\n");
            foreach (var result in results)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {ReportText.Word(result.Outcome.Status)} | {Cell(result.Info.Title)} | {Cell(result.Outcome.Measured ?? "")} | {Cell(result.Info.Needed)} |\n");
            }

            foreach (var result in results.Where(result => result.Outcome.Fix is not null))
            {
                Fix(text, result);
            }
        }

        return text.ToString();
    }

    private static void Fix(StringBuilder text, CheckResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{Cell(result.Info.Title)}.** {Cell(result.Outcome.Message)} {Cell(result.Outcome.Fix?.Text ?? "")}\n");
        var commands = result.Outcome.Fix is { } fix ? ReportText.Commands(fix).ToList() : [];
        if (commands.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n```sh\n{string.Join('\n', commands)}\n```\n");
        }
    }

    /// <summary>One line that ends no cell and begins no markup.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var letter in text)
        {
            cell.Append(letter is '\n' or '\r' ? " " : letter is '|' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '\\' ? "\\" + letter : letter.ToString());
        }

        return cell.ToString();
    }
}
