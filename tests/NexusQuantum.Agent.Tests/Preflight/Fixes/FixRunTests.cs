using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight.Fixes;

/// <summary>Fixes on a host that answers to them: they mend, do what the table says, do nothing twice, and are taken back whole.</summary>
public sealed class FixRunTests
{
    public static TheoryData<string> Checks => [.. HostFixes.All.Select(fix => fix.Check)];

    [Fact]
    public async Task All_that_is_mended_passes_then_and_is_taken_back_byte_for_byte()
    {
        using var host = new LivingHost();
        var before = host.Picture();
        Assert.All(await ResultsAsync(host), result => Assert.NotEqual(CheckStatus.Pass, result.Outcome.Status));
        await MendAsync(host);
        Assert.All(await ResultsAsync(host), result => Assert.Equal((result.Info.Id, CheckStatus.Pass), (result.Info.Id, result.Outcome.Status)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.At(FixJournal.Directory + "/fixes.jsonl")));

        await UndoAsync(host);
        Assert.Equal(before, host.Picture());
        Assert.False(Directory.Exists(host.At(FixJournal.Directory)));
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_promises_nothing()
    {
        using var host = new LivingHost();
        await MendAsync(host);
        var (after, journal) = (host.Picture(), new FixJournal(host.Eyes).Read().Length);
        Assert.Contains("Nothing was changed", await MendAsync(host), StringComparison.Ordinal);

        // Also where the checks are not believed and every plan is asked again.
        foreach (var fix in HostFixes.All)
        {
            Assert.Empty(await fix.PlanAsync(host.Fixes, TestContext.Current.CancellationToken));
        }

        Assert.Equal((after, journal), (host.Picture(), new FixJournal(host.Eyes).Read().Length));
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task What_the_table_says_by_hand_is_what_a_fix_does(string check)
    {
        using var mended = new LivingHost();
        using var byHand = new LivingHost();
        using var fresh = new LivingHost();
        await MendAsync(mended, check);
        var result = Assert.Single(await ResultsAsync(byHand), result => result.Info.Id == check);
        foreach (var command in result.Outcome.Fix?.Debian ?? [])
        {
            await byHand.ByHandAsync(command);
        }

        Assert.Equal(byHand.Picture(), mended.Picture());
        Assert.NotEqual(fresh.Picture(), mended.Picture());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_power_fails_all_is_taken_back(bool justAfter)
    {
        var failures = 0;
        for (var call = 1; ; call++)
        {
            using var host = new LivingHost { PowerFailsAt = call, ActsBefore = justAfter };
            var before = host.Picture();
            try
            {
                await MendAsync(host);
                break;
            }
            catch (LivingHost.PowerFailure)
            {
                failures++;
            }

            await UndoAsync(host);
            Assert.Equal(before, host.Picture());
        }

        Assert.InRange(failures, 15, 40);
    }

    [Fact]
    public async Task Nothing_is_done_without_a_yes()
    {
        using var host = new LivingHost();
        var before = host.Picture();
        var said = await MendAsync(host, answers: "n\n\nmaybe\n");
        Assert.Equal(before, host.Picture());
        Assert.Contains("sudo apt-get install -y qemu-utils\n  Do this? [y/N]", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_is_for_one_fix()
    {
        using var host = new LivingHost();
        var said = await MendAsync(host, answers: "y\nn\nn\n");
        Assert.Equal(["packages-machines"], new FixJournal(host.Eyes).Read().Select(entry => entry.Check));
        Assert.Contains("1 change made", said, StringComparison.Ordinal);
        Assert.Contains("install qemu-utils, in all 2 packages", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_is_not_opened_for_a_portal_nobody_named()
    {
        using var host = new LivingHost { Portal = null };
        var missed = Assert.Single(await ResultsAsync(host), result => result.Info.Id == "firewall-agent");
        Assert.Contains("PORTAL-ADDRESS", Assert.Single(missed.Outcome.Fix?.Debian ?? []), StringComparison.Ordinal);
        await MendAsync(host, "firewall-agent");
        Assert.Empty(new FixJournal(host.Eyes).Read());
    }

    [Fact]
    public async Task What_stands_already_is_not_ours_to_take_back()
    {
        using var host = new LivingHost();
        var found = await ResultsAsync(host);
        await host.ByHandAsync("sudo mkdir -p /srv/images");
        await host.ByHandAsync("sudo sysctl -w net.ipv4.ip_forward=1");
        var run = new FixRun(host.Fixes, new FixJournal(host.Eyes), new FixTalk(new StringWriter(), null), TimeProvider.System);
        using (new FixJournal(host.Eyes).Lock())
        {
            await run.MendAsync([.. found.Where(result => result.Info.Id is "directory-images" or "address-forwarding")], TestContext.Current.CancellationToken);
        }

        Assert.Empty(new FixJournal(host.Eyes).Read());
    }

    [Fact]
    public async Task The_bridge_takes_the_next_range_where_the_first_is_used()
    {
        using var host = new LivingHost();
        host.Put("/sim/routes", "10.0.100.0/24\n");
        await MendAsync(host, "bridge-there");
        Assert.Equal("10.0.101.1/24\n", await File.ReadAllTextAsync(host.At("/sim/addresses"), TestContext.Current.CancellationToken));
    }

    internal static async Task<string> MendAsync(LivingHost host, string? only = null, string? answers = null)
    {
        var journal = new FixJournal(host.Eyes);
        using var one = journal.Lock();
        var said = new StringWriter { NewLine = "\n" };
        var run = new FixRun(host.Fixes, journal, new FixTalk(said, answers is null ? null : new StringReader(answers)), TimeProvider.System);
        await run.MendAsync([.. (await ResultsAsync(host)).Where(result => only is null || result.Info.Id == only)], TestContext.Current.CancellationToken);
        Assert.False(run.Failed, said.ToString());
        journal.Close();
        return said.ToString();
    }

    internal static async Task<(string Said, bool Failed)> UndoAsync(LivingHost host)
    {
        var journal = new FixJournal(host.Eyes);
        var said = new StringWriter { NewLine = "\n" };
        var run = new FixRun(host.Fixes, journal, new FixTalk(said, null), TimeProvider.System);
        await run.UndoAsync(TestContext.Current.CancellationToken);
        journal.Close();
        return (said.ToString(), run.Failed);
    }

    private static async Task<IReadOnlyList<CheckResult>> ResultsAsync(LivingHost host)
        => await PreflightRunner.RunAsync([.. HostChecks.Of(host.Eyes).Where(check => HostFixes.All.Any(fix => fix.Check == check.Info.Id))], null, TimeProvider.System, TestContext.Current.CancellationToken);
}
