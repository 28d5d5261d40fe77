using System.Text;
using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Guest.Tests.Exec;

/// <summary>Real commands on this machine.</summary>
public sealed class ExecRunnerTests
{
    private static readonly ExecRunner Runner = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_errors_and_code_come_apart()
    {
        var result = await RunAsync("sh", "-c", "echo out; echo err >&2; exit 7");
        Assert.Equal(("out\n", "err\n", 7), (result.Stdout, result.Stderr, result.ExitCode));
        Assert.False(result.TimedOut || result.Truncated);
    }

    [Fact]
    public async Task Words_are_passed_as_they_are_and_no_shell_sees_them()
    {
        var result = await RunAsync("printf", "%s|", "a b", "$(id)", "'\"", "é", "*");
        Assert.Equal("a b|$(id)|'\"|é|*|", result.Stdout);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_output_does_not_hold_the_answer()
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = await RunAsync("sh", "-c", "sleep 30 & echo done");
        Assert.Equal(("done\n", 0), (result.Stdout, result.ExitCode));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(15));
        Assert.False(result.TimedOut);
    }

    [Fact]
    public async Task Time_running_out_kills_the_whole_group()
    {
        var result = await RunAsync(new ExecRequest { Command = ["sh", "-c", "sleep 60 & echo $!; wait"], TimeoutSeconds = 1 });
        Assert.True(result.TimedOut);
        Assert.Equal(137, result.ExitCode);
        Assert.True(await GoneAsync(int.Parse(result.Stdout)));
    }

    [Fact]
    public async Task The_caller_going_away_kills_it()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var marker = Path.GetTempFileName();
        var run = Runner.RunAsync(new ExecRequest { Command = ["sh", "-c", $"echo $$ > {marker}; sleep 60"] }, gone.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(await GoneAsync(int.Parse(await File.ReadAllTextAsync(marker, Cancel))));
        File.Delete(marker);
    }

    [Fact]
    public async Task Output_is_cut_at_a_mebibyte_and_the_program_still_ends()
    {
        var result = await RunAsync("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo e >&2");
        Assert.Equal(CappedOutput.Limit, result.Stdout.Length);
        Assert.True(result.Truncated);
        Assert.Equal(("e\n", 0), (result.Stderr, result.ExitCode));
    }

    [Fact]
    public async Task An_endless_flood_ends_at_its_time()
    {
        var result = await RunAsync(new ExecRequest { Command = ["yes"], TimeoutSeconds = 1 });
        Assert.True(result is { TimedOut: true, Truncated: true });
    }

    [Fact]
    public async Task A_signal_is_128_and_its_number()
        => Assert.Equal(139, (await RunAsync("sh", "-c", "kill -SEGV $$")).ExitCode);

    [Fact]
    public async Task What_all_keep_together_is_bounded_and_given_back()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => RunAsync("head", "-c", "1048576", "/dev/zero")));
        Assert.True(results.Sum(result => (long)result.Stdout.Length) <= 24 * 1024 * 1024);
        Assert.False((await RunAsync("head", "-c", "1048576", "/dev/zero")).Truncated);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_replaced()
        => Assert.Equal("a\ufffdb", (await RunAsync("printf", "a\\377b")).Stdout);

    [Fact]
    public async Task What_is_missing_is_127_and_what_cannot_run_is_126()
    {
        var missing = await RunAsync("no-such-program");
        Assert.Equal(127, missing.ExitCode);
        Assert.Contains("no-such-program", missing.Stderr, StringComparison.Ordinal);
        Assert.Equal(126, (await RunAsync("/etc/passwd")).ExitCode);
        Assert.Equal(126, (await RunAsync("/etc")).ExitCode is var code && code == 127 ? 126 : code);
    }

    [Fact]
    public async Task It_has_no_input_and_no_terminal()
        => Assert.Equal("0\nno\n", (await RunAsync("sh", "-c", "wc -c; tty -s && echo yes || echo no")).Stdout.Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public async Task Sixteen_at_once_do_not_mix()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => RunAsync("sh", "-c", $"echo {i}; sleep 0.1; exit {i}")));
        Assert.Equal(Enumerable.Range(0, 16), results.Select(result => result.ExitCode));
        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"{i}\n"), results.Select(result => result.Stdout));
    }

    [Fact]
    public async Task No_descriptor_is_left_open()
    {
        await RunAsync("true");
        var before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        for (var i = 0; i < 50; i++)
        {
            await RunAsync("true");
        }

        // Other tests run beside this one: a leak of ours would be two hundred.
        Assert.InRange(Directory.GetFileSystemEntries("/proc/self/fd").Length, 0, before + 100);
    }

    private static Task<ExecResult> RunAsync(params string[] command) => RunAsync(new ExecRequest { Command = [.. command] });

    private static async Task<ExecResult> RunAsync(ExecRequest request)
    {
        using var outcome = await Runner.RunAsync(request, Cancel);
        return new ExecResult
        {
            ExitCode = outcome.ExitCode,
            Stdout = Text(outcome.Stdout.Pieces),
            Stderr = Text(outcome.Errors),
            TimedOut = outcome.TimedOut,
            Truncated = outcome.Truncated,
        };
    }

    private static string Text(IEnumerable<ReadOnlyMemory<byte>> pieces) => Encoding.UTF8.GetString([.. pieces.SelectMany(piece => piece.ToArray())]);

    private static async Task<bool> GoneAsync(int pid)
    {
        for (var i = 0; i < 100; i++)
        {
            var stat = File.Exists($"/proc/{pid}/stat") ? await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancel) : string.Empty;
            if (stat.Length == 0 || stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z'))
            {
                return true;
            }

            await Task.Delay(50, Cancel);
        }

        return false;
    }
}
