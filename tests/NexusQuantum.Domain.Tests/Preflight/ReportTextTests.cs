using System.Text.Json;
using System.Xml.Linq;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;

namespace NexusQuantum.Domain.Tests.Preflight;

/// <summary>What a host says of itself is hostile: it must end no cell, no element and no line.</summary>
public sealed class ReportTextTests
{
    private const string Hostile = "<b>`a|b`</b>\u001b[31m\n&amp;";

    private static readonly PreflightReport Report = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "web-1", "0.1.0", 1234,
    [
        new(new("cpu-cores", "cpu", CheckLevel.Required, "Cores", "4 cores"), CheckOutcome.Pass("8 cores", "The host has 8 cores."), 3),
        new(new("memory-total", "memory", CheckLevel.Required, "Memory", "8 GB"), new CheckOutcome(CheckStatus.Fail, Hostile, Hostile) { Fix = CheckFix.Of("Add some.", "echo <more>") }, 4),
        new(new("memory-ecc", "memory", CheckLevel.Optional, "ECC", "ECC memory"), CheckOutcome.NotApplicable("Nothing tells."), 5),
        new(new("storage-iops", "storage", CheckLevel.Recommended, "IOPS", "5000"), new CheckOutcome(CheckStatus.Warn, "900", "Slow.") { Fix = new CheckFix("Faster.") { Debian = ["apt a"], RedHat = ["dnf b"] } }, 6),
    ]);

    [Fact]
    public void Json_is_read_back_as_it_was()
    {
        var read = JsonSerializer.Deserialize(ReportText.Of(Report, ReportFormat.Json), PreflightJson.Default.PreflightReport);
        Assert.Equal(Report.Results.Select(result => (result.Info, result.Outcome.Status, result.Outcome.Measured)), read?.Results.Select(result => (result.Info, result.Outcome.Status, result.Outcome.Measured)));
        Assert.Equal(["apt a"], read?.Results[3].Outcome.Fix?.Debian);
    }

    [Fact]
    public void JUnit_counts_what_failed_and_what_was_left_out()
    {
        var suites = XDocument.Parse(ReportText.Of(Report, ReportFormat.JUnit)).Root?.Elements("testsuite").ToList() ?? [];
        Assert.Equal(["Processor", "Memory", "Storage"], suites.Select(suite => suite.Attribute("name")?.Value));
        Assert.Equal(["2", "1", "1"], [suites[1].Attribute("tests")?.Value, suites[1].Attribute("failures")?.Value, suites[1].Attribute("skipped")?.Value]);
        Assert.Contains("<b>", suites[1].Descendants("failure").Single().Value, StringComparison.Ordinal);
        Assert.Contains("apt a   # Debian, Ubuntu", suites[2].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_shows_text_as_text()
    {
        var page = ReportText.Of(Report, ReportFormat.Html);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;more&gt;", page, StringComparison.Ordinal);
        Assert.Contains("1 passed, 1 warning, 1 failed, 1 not applicable", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_of_Markdown_stays_a_cell()
    {
        var lines = ReportText.Of(Report, ReportFormat.Markdown).Split('\n');
        var row = Assert.Single(lines, line => line.StartsWith("| fail |", StringComparison.Ordinal));
        Assert.Equal(5, row.Replace("\\|", "", StringComparison.Ordinal).Count(letter => letter == '|'));
        Assert.DoesNotContain("<b>", row.Replace("\\<b\\>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("## [Memory](deploy/install/requirements.md#memory-requirements)", lines);
    }
}
