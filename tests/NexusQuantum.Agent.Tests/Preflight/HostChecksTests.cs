using System.Runtime.CompilerServices;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>All checks together: on this machine, and each tried on recorded ones.</summary>
public sealed class HostChecksTests
{
    private static readonly CheckSettings Here = CheckSettingsReader.Read(_ => null) with { MeasureStorage = false };

    [Fact]
    public async Task Every_check_of_this_machine_gives_a_line_that_can_be_shown()
    {
        var report = await HostPreflight.RunAsync(Here, [], null, TestContext.Current.CancellationToken);
        Assert.Equal(HostChecks.Of(new CheckHost("/", new HostSystem(), Here)).Select(check => check.Info.Id), report.Results.Select(result => result.Info.Id));
        Assert.Equal(report.Results.Length, report.Results.Select(result => result.Info.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(report.Results, result =>
        {
            Assert.NotNull(CheckSection.Find(result.Info.Section));
            Assert.EndsWith(".", result.Outcome.Message, StringComparison.Ordinal);
            Assert.Equal(result.Outcome.Status is CheckStatus.Warn or CheckStatus.Fail, result.Outcome.Fix is not null);
        });
    }

    [Fact]
    public async Task Only_the_sections_that_were_asked_for_are_run()
    {
        var report = await HostPreflight.RunAsync(Here, ["cpu", "memory"], null, TestContext.Current.CancellationToken);
        Assert.Equal(["cpu", "memory"], report.Results.Select(result => result.Info.Section).Distinct());
    }

    [Fact]
    public void Every_check_is_tried_on_a_recorded_host()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Beside(), "*ChecksTests.cs").Select(File.ReadAllText));
        string Quoted(string id) => id.StartsWith("kernel-module-", StringComparison.Ordinal) && !tests.Contains($"\"{id}\"", StringComparison.Ordinal) ? id["kernel-module-".Length..].Replace('-', '_') : id;
        Assert.All(HostChecks.Of(new CheckHost("/", new HostSystem(), Here)), check => Assert.Contains($"\"{Quoted(check.Info.Id)}\"", tests, StringComparison.Ordinal));
    }

    private static string Beside([CallerFilePath] string here = "") => Path.GetDirectoryName(here) ?? "";
}
