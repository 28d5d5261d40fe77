using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;

namespace NexusQuantum.Agent;

/// <summary>The command <c>check</c>: whether this host meets the requirements. It needs no portal, and changes nothing unless asked.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(string[] words)
    {
        var (arguments, mistake) = CheckArguments.Read(words);
        if (arguments is null)
        {
            await Console.Error.WriteLineAsync(mistake);
            return ExitCodes.Usage;
        }

        var settings = CheckSettingsReader.Read(Environment.GetEnvironmentVariable) with { SshHosts = arguments.SshHosts, MeasureStorage = arguments.MeasureStorage };
        if (arguments.Unfix)
        {
            return await FixCommand.UndoAsync(settings, arguments.Yes) ? ExitCodes.Good : ExitCodes.Failed;
        }

        using var progress = new ProgressLine(Console.Error, Console.IsErrorRedirected);
        var report = await HostPreflight.RunAsync(settings, arguments.Sections, info => progress.Say(info.Title), CancellationToken.None);
        progress.Clear();
        var failed = false;
        if (arguments.Fix)
        {
            (var mended, failed) = await FixCommand.MendAsync(report, settings, arguments.Yes);
            if (mended is null)
            {
                return ExitCodes.Failed;
            }

            report = mended;
            await Console.Out.WriteLineAsync();
        }

        if (arguments.Format is { } format)
        {
            await Console.Out.WriteAsync(ReportText.Of(report, format));
        }
        else
        {
            new TableReport(Console.Out, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "", IsRedHat()).Write(report, "nexus-agent", "host");
        }

        return failed || report.Stoppers.Any() || (arguments.FailOnWarn && report.Count(CheckStatus.Warn) > 0) ? ExitCodes.Failed : ExitCodes.Good;
    }

    private static bool IsRedHat() => $"{HostReadings.OsRelease("ID")} {HostReadings.OsRelease("ID_LIKE")}".Split(' ').Any(word => word is "rhel" or "rocky" or "fedora" or "centos");
}
