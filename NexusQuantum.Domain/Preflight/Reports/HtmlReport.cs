using System.Globalization;
using System.Net;
using System.Text;

namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>A page of its own: no script, no picture, nothing loaded.</summary>
internal static class HtmlReport
{
    private const string Style = """
        body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a2023; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
        th { font-weight: 600; } .pass { color: #1d6b45; } .warn { color: #8a5a00; } .fail { color: #b3261e; font-weight: 600; } .na { color: #666; }
        pre { background: #f4f4f2; padding: .5rem .75rem; overflow-x: auto; } h2 { margin-top: 2rem; }
        """;

    public static string Of(PreflightReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Preflight of {Text(report.HostName)}</title><style>{Style}</style></head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Preflight of {Text(report.HostName)}</h1>\n<p>{report.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, version {Text(report.Version)}: {ReportText.Summary(report)}.</p>\n");
        foreach (var (section, results) in ReportText.Sections(report))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{section.Id}\">{Text(section.Title)}</h2>\n<table>\n<tr><th>Result</th><th>Check</th><th>Measured</th><th>Needed</th><th>Level</th></tr>\n");
            foreach (var result in results)
            {
                Row(page, result);
            }

            page.Append("</table>\n");
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Row(StringBuilder page, CheckResult result)
    {
        var word = ReportText.Word(result.Outcome.Status);
        page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"{(result.Outcome.Status == CheckStatus.NotApplicable ? "na" : word)}\">{word}</td><td>{Text(result.Info.Title)}</td><td>{Text(result.Outcome.Measured ?? "")}</td><td>{Text(result.Info.Needed)}</td><td>{Text(result.Info.Level.ToString().ToLowerInvariant())}</td></tr>\n");
        if (result.Outcome.Fix is { } fix)
        {
            var commands = string.Join('\n', ReportText.Commands(fix));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td></td><td colspan=\"4\">{Text(result.Outcome.Message)} {Text(fix.Text)}{(commands.Length > 0 ? $"<pre>{Text(commands)}</pre>" : "")}</td></tr>\n");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
