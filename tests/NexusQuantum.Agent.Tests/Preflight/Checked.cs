using NexusQuantum.Agent.Preflight;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Runs one check on a recorded host.</summary>
internal static class Checked
{
    public static async Task<CheckOutcome> RunAsync(RecordedHost host, string id)
    {
        using (host)
        {
            var check = Assert.Single(HostChecks.Of(host.Host), check => check.Info.Id == id);
            return Assert.Single(await PreflightRunner.RunAsync([check], null, TimeProvider.System, TestContext.Current.CancellationToken)).Outcome;
        }
    }

    /// <summary>It comes out so, and says so; what does not pass offers a fix.</summary>
    public static async Task ComesOutAsync(RecordedHost host, string id, CheckStatus status, string says)
    {
        var outcome = await RunAsync(host, id);
        Assert.Equal(status, outcome.Status);
        Assert.Contains(says, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(status is CheckStatus.Fail or CheckStatus.Warn, outcome.Fix is not null);
    }
}
