using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web;

/// <summary>The command <c>check</c>: whether a portal with these variables meets the requirements. It makes and starts nothing, and needs no portal that runs.</summary>
internal static class PortalCheckCommand
{
    private const int Failed = 1;
    private const int Usage = 2;

    /// <summary>0 when what is required is met, 1 when not (or on a warning with <c>--fail-on warn</c>), 2 for words it does not know.</summary>
    public static async Task<int> RunAsync(string[] words, Func<string, string?> variable, TextWriter output, TextWriter error)
    {
        var (asked, mistake) = Read(words);
        if (asked is null)
        {
            await error.WriteLineAsync(mistake);
            return Usage;
        }

        var (options, mistakes) = new WebOptionsReader(variable).TryRead();
        var settings = new PortalSettings(options, mistakes, variable, Serves: false);
        var facts = new PortalFacts(settings, token => DatabasePlace.ReadAsync(settings, token), null, TimeProvider.System);
        PreflightReport report;
        using (var progress = new ProgressLine(error, Console.IsErrorRedirected))
        {
            report = await PortalPreflightRun.RunAsync(facts, PortalVersion.Text, asked.Sections, info => progress.Say(info.Title), TimeProvider.System, CancellationToken.None);
        }

        if (asked.Format is { } format)
        {
            await output.WriteAsync(ReportText.Of(report, format));
        }
        else
        {
            new TableReport(output, !Console.IsOutputRedirected && variable("NO_COLOR") is null or "", PortalFamily.IsRedHat).Write(report, "nexus-portal", "portal");
        }

        return report.Stoppers.Any() || (asked.FailOnWarn && report.Count(CheckStatus.Warn) > 0) ? Failed : 0;
    }

    private static (Asked? Asked, string? Mistake) Read(string[] words)
    {
        var asked = new Asked(null, [], false);
        for (var at = 0; at < words.Length; at += 2)
        {
            var value = at + 1 < words.Length ? words[at + 1] : null;
            (asked, var mistake) = words[at] switch
            {
                "--format" => (asked with { Format = ReportText.FormatOf(value) }, value is "table" || ReportText.FormatOf(value) is not null ? null : "--format is table, json, junit, html or markdown."),
                "--section" => (asked with { Sections = [.. asked.Sections, value ?? ""] }, CheckSection.OfPortal.Any(section => section.Id == value) ? null : $"--section is one of {string.Join(", ", CheckSection.OfPortal.Select(section => section.Id))}."),
                "--fail-on" => (asked with { FailOnWarn = value == "warn" }, value is "warn" or "fail" ? null : "--fail-on is fail or warn."),
                var other => (asked, $"check does not know '{other}'."),
            };
            if (mistake is not null)
            {
                return (null, mistake);
            }
        }

        return (asked, null);
    }

    private sealed record Asked(ReportFormat? Format, IReadOnlyList<string> Sections, bool FailOnWarn);
}
