using System.Diagnostics;
using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Tests.Linux;

public sealed class LinuxTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nql-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_name_full_of_parentheses_does_not_move_the_fields()
    {
        var stat = ProcStat.Parse("4242 (a) S 1 2) (x) Z 17 4242 4242 0 -1 4194560 1 0 0 0 11 22 0 0 20 0 1 0 987654 1000 33 18446744073709551615");
        Assert.Equal(new ProcStat('Z', 17, 987654, 11, 22, 33), stat);
        Assert.True(stat!.Dead);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 (x)")]
    [InlineData("1 (x) S 1 2 3")]
    public void A_line_cut_short_is_no_process(string line) => Assert.Null(ProcStat.Parse(line));

    [Fact]
    public void A_pid_record_names_one_process_only()
    {
        var self = PidRecord.OfSelf()!;
        var file = Path.Combine(_root, "pid");
        AtomicFile.Write(file, self.ToString());
        Assert.Equal(self, PidRecord.Read(file));
        Assert.True(self.Lives);
        Assert.False((self with { StartTime = self.StartTime + 1 }).Lives);
        AtomicFile.Write(file, (self with { Boot = "another" }).ToString());
        Assert.Null(PidRecord.Read(file));
        AtomicFile.Write(file, "1 2");
        Assert.Null(PidRecord.Read(file));
        Assert.Null(PidRecord.Read(file + "x"));
    }

    [Fact]
    public async Task A_child_gets_its_arguments_whole_and_its_input()
    {
        var echo = await ChildProcess.RunAsync(["printf", "%s|", "a b", "$(id)", "'"], TimeSpan.FromSeconds(10), null, Token);
        Assert.Equal("a b|$(id)|'|", echo.Output);
        Assert.Equal("in", (await ChildProcess.RunAsync(["cat"], TimeSpan.FromSeconds(10), "in", Token)).Output);
    }

    [Fact]
    public async Task A_child_that_does_not_end_is_ended()
    {
        var slow = await ChildProcess.RunAsync(["sleep", "60"], TimeSpan.FromMilliseconds(100), null, Token);
        Assert.True(slow.TimedOut);
        Assert.False(slow.Ok);
    }

    [Fact]
    public async Task A_grandchild_that_keeps_the_pipe_does_not_hold_us()
    {
        var left = await ChildProcess.RunAsync(["sh", "-c", "sleep 20 & echo $!"], TimeSpan.FromSeconds(10), null, Token);
        using var grandchild = Process.GetProcessById(int.Parse(left.Output, CultureInfo.InvariantCulture));
        Assert.False(grandchild.HasExited);
        Assert.Equal(0, left.ExitCode);
        grandchild.Kill();
    }

    [Fact]
    public async Task A_missing_program_is_told()
        => Assert.Contains("not installed", (await ChildProcess.RunAsync(["nq-no-such-program"], TimeSpan.FromSeconds(1), null, Token)).Complaint);

    [Fact]
    public void Safe_open_follows_no_link_and_takes_no_fifo()
    {
        File.WriteAllText(Path.Combine(_root, "file"), "text");
        File.CreateSymbolicLink(Path.Combine(_root, "link"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(_root, "directory"));
        Assert.Equal("text", SafeOpen.ReadTail(_root, "file", 100));
        Assert.Equal("xt", SafeOpen.ReadTail(_root, "file", 2));
        foreach (var name in new[] { "link", "directory", "missing", "..", "", "a/b" })
        {
            Assert.False(SafeOpen.Read(_root, name).Ok);
        }

        File.CreateSymbolicLink(Path.Combine(_root, "elsewhere"), "/etc");
        Assert.False(SafeOpen.Read(Path.Combine(_root, "elsewhere"), "passwd").Ok);
    }

    [Fact]
    public async Task A_fifo_in_place_of_a_file_does_not_hold_us()
    {
        await ChildProcess.RunAsync(["mkfifo", Path.Combine(_root, "fifo")], TimeSpan.FromSeconds(5), null, Token);
        Assert.False(SafeOpen.Read(_root, "fifo").Ok);
    }

    [Fact]
    public void A_log_that_grew_is_cut()
    {
        File.WriteAllText(Path.Combine(_root, "log"), new string('x', 5000));
        SafeOpen.Cap(_root, "log", 10_000);
        Assert.Equal(5000, new FileInfo(Path.Combine(_root, "log")).Length);
        SafeOpen.Cap(_root, "log", 1000);
        Assert.Equal(0, new FileInfo(Path.Combine(_root, "log")).Length);
    }

    [Fact]
    public void Text_is_shown_without_what_moves_a_terminal()
    {
        Assert.Equal("a[31mb c", SafeText.Clean("a\u001b[31mb\tc\r\u202e"));
        Assert.Equal("two · three", SafeText.LastLines("one\n\ntwo\nthree\n", 2, 100));
        Assert.Equal(10, SafeText.LastLines(new string('x', 100), 1, 10).Length);
    }

    [Theory]
    [InlineData(new[] { "--uid", "64001", "--chdir", "/x", "--", "/bin/true", "--uid" }, true)]
    [InlineData(new[] { "--", "/bin/true" }, true)]
    [InlineData(new[] { "--uid", "0", "--", "/bin/true" }, false)]
    [InlineData(new[] { "--uid", "-1", "--", "/bin/true" }, false)]
    [InlineData(new[] { "--group", "0", "--", "/bin/true" }, false)]
    [InlineData(new[] { "--what", "1", "--", "/bin/true" }, false)]
    [InlineData(new[] { "--uid", "--", "/bin/true" }, false)]
    [InlineData(new[] { "--" }, false)]
    [InlineData(new[] { "/bin/true" }, false)]
    public void The_trampoline_takes_only_its_own_words(string[] words, bool good)
        => Assert.Equal(good, LaunchArguments.TryParse(words, out _));

    [Fact]
    public void Two_vms_never_share_an_account()
    {
        Assert.SkipUnless(HostReadings.IsRoot, "Accounts for VMs need an agent that runs as root.");
        var uids = new List<uint?>();
        for (var i = 0; i < 5; i++)
        {
            uids.Add(VmAccounts.Prepare(Path.Combine(_root, "vms", $"vm{i}")).Value!.Uid);
        }

        Assert.Equal(5, uids.Distinct().Count());
        Assert.Equal(uids[3], VmAccounts.Prepare(Path.Combine(_root, "vms", "vm3")).Value!.Uid);
    }

    [Fact]
    public async Task The_clocks_rate_is_measured_alike_twice()
    {
        var first = await TscFrequency.MeasureKhzAsync(Token);
        var second = await TscFrequency.MeasureKhzAsync(Token);
        Assert.NotNull(first);
        Assert.InRange(second!.Value / (double)first.Value, 0.99, 1.01);
    }
}
