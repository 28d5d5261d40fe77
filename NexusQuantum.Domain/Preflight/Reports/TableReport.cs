using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>A report for people at a terminal: by section, each line a check, below what is not met its reason and its fix.</summary>
/// <param name="output">Where to.</param>
/// <param name="colours">Whether it is a terminal that shows colours.</param>
/// <param name="redHat">Whose commands the fixes are: those of Rocky Linux and RHEL, or of Debian and Ubuntu.</param>
public sealed class TableReport(TextWriter output, bool colours, bool redHat)
{
    private const int TitleWidth = 38;
    private const int MeasuredWidth = 34;

    /// <summary>Writes all of it. <paramref name="program"/> checked, <paramref name="subject"/> was checked: "host", "portal".</summary>
    public void Write(PreflightReport report, string program, string subject)
    {
        output.WriteLine($"{Bold("Preflight")} of {Clean(report.HostName)}, {program} {Clean(report.Version)}");
        foreach (var (section, results) in ReportText.Sections(report))
        {
            output.WriteLine();
            output.WriteLine(Bold(section.Title));
            foreach (var result in results)
            {
                Line(result);
            }
        }

        output.WriteLine();
        output.WriteLine($"{ReportText.Summary(report)}, in {report.Milliseconds / 1000.0:0.0} s.");
        var stoppers = report.Stoppers.ToList();
        output.WriteLine(stoppers.Count == 0
            ? Paint("32", $"This {subject} meets what is required.")
            : Paint("31", $"This {subject} is not fit yet: {string.Join(", ", stoppers.Select(result => result.Info.Title))}."));
    }

    private void Line(CheckResult result)
    {
        var (colour, sign) = result.Outcome.Status switch
        {
            CheckStatus.Pass => ("32", "✓"),
            CheckStatus.Warn => ("33", "!"),
            CheckStatus.Fail => ("31", "✗"),
            CheckStatus.NotApplicable => ("2", "–"),
        };
        var measured = Clean(result.Outcome.Measured ?? "");
        output.WriteLine($"  {Paint(colour, sign)} {result.Info.Title.PadRight(TitleWidth)} {measured.PadRight(MeasuredWidth)} {Dim($"{result.Info.Level.ToString().ToLowerInvariant()}: {result.Info.Needed}")}".TrimEnd());
        if (result.Outcome.Status != CheckStatus.Pass)
        {
            output.WriteLine($"      {Clean(result.Outcome.Message)}");
        }

        if (result.Outcome.Fix is { } fix)
        {
            output.WriteLine($"      {Dim("Fix:")} {fix.Text}");
            foreach (var command in redHat ? fix.RedHat : fix.Debian)
            {
                output.WriteLine($"        {command}");
            }
        }
    }

    private string Bold(string text) => Paint("1", text);

    private string Dim(string text) => Paint("2", text);

    /// <summary>Colours of ECMA-48 (SGR), where the output is a terminal.</summary>
    private string Paint(string code, string text) => colours ? $"\u001b[{code}m{text}\u001b[0m" : text;

    /// <summary>What a check quotes from a file must not write on the terminal itself.</summary>
    private static string Clean(string text) => SafeText.Clean(text);
}
