using NexusQuantum.Agent.Preflight;
using NexusQuantum.Agent.Preflight.Fixes;

namespace NexusQuantum.Agent.Tests.Preflight.Fixes;

/// <summary>What somebody went on from is left as it is, said, and remembered; what is gone is forgotten.</summary>
public sealed class UnfixTests
{
    [Theory]
    [InlineData("kernel-module-tun", "/sys/module/tun/used", "1", "Module tun is in use")]
    [InlineData("kernel-module-tun", "/etc/modules-load.d/nexus.conf", "tun\nwireguard\n", "/etc/modules-load.d/nexus.conf was changed since")]
    [InlineData("address-forwarding", "/proc/sys/net/ipv4/ip_forward", "2\n", "net.ipv4.ip_forward is 2 by now")]
    [InlineData("directory-images", "/srv/images/kernel", "elf", "/srv/images is not empty")]
    [InlineData("bridge-there", "/sim/ports", "nq-1\n", "fcbr0 carries nq-1")]
    [InlineData("bridge-there", "/sim/addresses", "10.9.9.1/24\n", "fcbr0 has other addresses")]
    [InlineData("packages-operators", "/sim/needing", "byobu\n", "byobu would go with what was installed")]
    public async Task What_is_used_or_changed_since_stays(string check, string path, string text, string why)
    {
        using var host = new LivingHost();
        await FixRunTests.MendAsync(host, check);
        host.Put(path, text);
        var before = await File.ReadAllTextAsync(host.At(path), TestContext.Current.CancellationToken);
        var (said, _) = await FixRunTests.UndoAsync(host);
        Assert.Contains("left: ", said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(host.At(path), TestContext.Current.CancellationToken));
        Assert.NotEmpty(new FixJournal(host.Eyes).Read());
    }

    [Fact]
    public async Task A_mode_that_somebody_set_since_stays()
    {
        using var host = new LivingHost();
        await FixRunTests.MendAsync(host, "directory-machines");
        File.SetUnixFileMode(host.At("/srv/fc"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("the mode of /srv/fc is 500 by now", (await FixRunTests.UndoAsync(host)).Said, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(host.At("/srv/fc")));
    }

    [Fact]
    public async Task What_only_lived_in_the_kernel_is_gone_after_a_restart()
    {
        using var host = new LivingHost();
        await FixRunTests.MendAsync(host, "bridge-there");
        await FixRunTests.MendAsync(host, "kernel-module-tun");
        host.Put("/proc/sys/kernel/random/boot_id", "two\n");
        var (said, failed) = await FixRunTests.UndoAsync(host);
        Assert.False(failed);
        Assert.Contains("gone already: make the bridge fcbr0", said, StringComparison.Ordinal);
        Assert.True(Directory.Exists(host.At("/sys/class/net/fcbr0/bridge")), "a bridge of this boot is the agent's");
        Assert.True(Directory.Exists(host.At("/sys/module/tun")), "a module of this boot was loaded by somebody else");
        Assert.False(File.Exists(host.At("/etc/modules-load.d/nexus.conf")));
        Assert.Empty(new FixJournal(host.Eyes).Read());
    }

    [Fact]
    public async Task What_was_left_is_taken_back_when_it_is_free()
    {
        using var host = new LivingHost();
        var before = host.Picture();
        await FixRunTests.MendAsync(host, "bridge-there");
        host.Put("/sim/ports", "nq-1\n");
        await FixRunTests.UndoAsync(host);
        File.Delete(host.At("/sim/ports"));
        await FixRunTests.UndoAsync(host);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public async Task A_damaged_journal_is_said_and_nothing_is_touched()
    {
        using var host = new LivingHost();
        await FixRunTests.MendAsync(host);
        var after = host.Picture();
        await File.AppendAllTextAsync(host.At(FixJournal.Directory + "/fixes.jsonl"), "{\"at\":", TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<UnreadableException>(() => FixRunTests.UndoAsync(host));
        Assert.Contains("fixes.jsonl cannot be read: a line of it is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(after, host.Picture());
    }

    [Fact]
    public async Task Only_one_fixes_at_a_time()
    {
        using var host = new LivingHost();
        using (var first = new FixJournal(host.Eyes).Lock())
        {
            Assert.NotNull(first);
            Assert.Null(new FixJournal(host.Eyes).Lock());
        }

        Assert.Contains("nothing to take back", (await FixRunTests.UndoAsync(host)).Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fix", "--unfix", "not for one run")]
    [InlineData("--yes", "--no-storage", "--yes answers")]
    [InlineData("--fix --format", "json", "no --format")]
    public void Words_that_do_not_go_together_are_a_mistake(string first, string second, string says)
        => Assert.Contains(says, CheckArguments.Read([.. first.Split(' '), second]).Mistake, StringComparison.Ordinal);
}
