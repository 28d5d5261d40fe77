using System.Diagnostics;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Whole;

/// <summary>What a portal may do in the first moment after the guest answered: everything.</summary>
public sealed class FirstMomentTests
{
    [Fact]
    public async Task A_command_sent_the_moment_the_guest_answered_runs_at_every_boot()
    {
        using var folder = new TestFolder();
        await using var agent = await WholeAgent.StartAsync(folder.Path);
        var waits = new List<double>();
        DateTimeOffset before = default;
        for (var boot = 1; boot <= 3; boot++)
        {
            using var taken = await agent.PutAsync(await agent.WishAsync(boot, VmPower.Running, resets: boot - 1));
            Assert.True(taken.IsSuccessStatusCode);
            var report = await agent.UntilAsync(report => report.Generation == boot && report.Guest is { } guest && guest.ConnectedAt > before);
            before = report.Guest!.ConnectedAt; // asked for above
            var asked = Stopwatch.GetTimestamp();
            Assert.Equal("42\n", await agent.RunAsync("sh", "-c", "echo $((6*7))"));
            waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", waits.Select(static wait => $"{wait:0} ms")));
    }
}
