using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent;

/// <summary>The commands <c>check --fix</c> and <c>check --unfix</c>: as root, one at a time.</summary>
internal static class FixCommand
{
    /// <summary>The report as it is after mending; null when nothing could be begun, and said.</summary>
    public static async Task<(PreflightReport? Report, bool Failed)> MendAsync(PreflightReport report, CheckSettings settings, bool yes)
    {
        var failed = true;
        var begun = await WithRunAsync(settings, yes, async (run, host) =>
        {
            if (await run.MendAsync(report.Results, CancellationToken.None) > 0)
            {
                report = await AgainAsync(report, host);
            }

            failed = run.Failed;
        });
        return (begun ? report : null, failed);
    }

    /// <summary>Whether all that could be taken back was.</summary>
    public static async Task<bool> UndoAsync(CheckSettings settings, bool yes)
    {
        var failed = true;
        await WithRunAsync(settings, yes, async (run, _) =>
        {
            await run.UndoAsync(CancellationToken.None);
            failed = run.Failed;
        });
        return !failed;
    }

    private static async Task<bool> WithRunAsync(CheckSettings settings, bool yes, Func<FixRun, CheckHost, Task> act)
    {
        if (!settings.IsRoot)
        {
            await Console.Error.WriteLineAsync("Only root may change this host. Run it with sudo.");
            return false;
        }

        var host = new CheckHost("/", new HostSystem(), settings);
        var journal = new FixJournal(host);
        using var only = journal.Lock();
        if (only is null)
        {
            await Console.Error.WriteLineAsync("Another check --fix or --unfix is at work on this host. Wait for its end.");
            return false;
        }

        try
        {
            await act(new FixRun(new FixHost(host, new HostHands()), journal, new FixTalk(Console.Out, yes ? null : Console.In), TimeProvider.System), host);
            journal.Close();
        }
        catch (UnreadableException e)
        {
            await Console.Error.WriteLineAsync(e.Message + ".");
            return false;
        }

        return true;
    }

    /// <summary>What was not met is checked again; the disk's speed, which nothing here mends, is not measured twice.</summary>
    private static async Task<PreflightReport> AgainAsync(PreflightReport report, CheckHost host)
    {
        var open = report.Results.Where(result => result.Outcome.Status != CheckStatus.Pass && result.Info.Section != CheckSection.Storage.Id).Select(result => result.Info.Id).ToHashSet(StringComparer.Ordinal);
        var again = await PreflightRunner.RunAsync([.. HostChecks.Of(host).Where(check => open.Contains(check.Info.Id))], null, TimeProvider.System, CancellationToken.None);
        return report with { Results = [.. report.Results.Select(result => again.FirstOrDefault(anew => anew.Info.Id == result.Info.Id) ?? result)] };
    }
}
