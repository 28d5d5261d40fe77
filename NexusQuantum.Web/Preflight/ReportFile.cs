using System.Globalization;
using System.Text;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;

namespace NexusQuantum.Web.Preflight;

/// <summary>A report to take along.</summary>
internal static class ReportFile
{
    /// <summary>The formats, with the words that people see.</summary>
    public static readonly (ReportFormat Format, string Word)[] Formats = [(ReportFormat.Html, "HTML"), (ReportFormat.Markdown, "Markdown"), (ReportFormat.Json, "JSON"), (ReportFormat.JUnit, "JUnit")];

    /// <summary>A download named by <paramref name="subject"/> and the time: what a host calls itself stays inside.</summary>
    public static IResult Of(PreflightReport report, ReportFormat format, string subject, DateTimeOffset at)
    {
        var (type, ending) = format switch
        {
            ReportFormat.Json => ("application/json", "json"),
            ReportFormat.JUnit => ("application/xml", "xml"),
            ReportFormat.Html => ("text/html; charset=utf-8", "html"),
            ReportFormat.Markdown => ("text/markdown; charset=utf-8", "md"),
        };
        return TypedResults.File(Encoding.UTF8.GetBytes(ReportText.Of(report, format)), type, string.Create(CultureInfo.InvariantCulture, $"preflight-{subject}-{at:yyyyMMdd-HHmmss}.{ending}"));
    }
}
