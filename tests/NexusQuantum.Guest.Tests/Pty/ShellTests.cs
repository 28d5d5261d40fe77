using System.Text;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Pty;

namespace NexusQuantum.Guest.Tests.Pty;

/// <summary>A real shell on a real terminal of this machine.</summary>
public sealed class ShellTests
{
    private static readonly Account Here = new("root", 0, 0, "/", "/bin/sh");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_a_terminal_of_the_asked_size_with_job_control()
    {
        await using var session = new Session(100, 30);
        await session.TypeAsync("tty; stty size; echo flags=$-; echo $TERM; echo en''d\n");
        var text = await session.UntilAsync("end");
        Assert.Contains("/dev/pts/", text, StringComparison.Ordinal);
        Assert.Contains("30 100", text, StringComparison.Ordinal);
        Assert.Matches("flags=[a-z]*m", text);
        Assert.Contains("xterm-256color", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_resized()
    {
        await using var session = new Session(80, 24);
        session.Shell.Resize(132, 43);
        await session.TypeAsync("stty size; echo en''d\n");
        Assert.Contains("43 132", await session.UntilAsync("end"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(int.MaxValue, int.MinValue)]
    public async Task No_size_breaks_it(int columns, int rows)
    {
        await using var session = new Session(columns, rows);
        session.Shell.Resize(columns, rows);
        await session.TypeAsync("echo en''d\n");
        await session.UntilAsync("end");
    }

    [Fact]
    public async Task Control_C_ends_the_foreground_and_only_it()
    {
        await using var session = new Session(80, 24);
        await session.TypeAsync("echo rea''dy; sleep 100\n");
        await session.UntilAsync("ready");
        await Task.Delay(300, Cancel);
        await session.TypeAsync("\u0003");
        await session.TypeAsync("echo r''c=$?\n");
        Assert.Contains("rc=130", await session.UntilAsync("rc=130"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_exit_code_is_told()
    {
        await using var session = new Session(80, 24);
        await session.TypeAsync("exit 7\n");
        Assert.Equal(7, await session.Shell.ExitAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel));
    }

    [Fact]
    public async Task Text_beyond_ascii_passes_both_ways()
    {
        await using var session = new Session(80, 24);
        await session.TypeAsync("echo héllo-$((6*7))-日本\n");
        await session.UntilAsync("héllo-42-日本");
    }

    [Fact]
    public async Task Going_away_hangs_up_on_it()
    {
        var session = new Session(80, 24);
        await session.TypeAsync("echo p''id=$$.\n");
        var text = await session.UntilAsync("pid=");
        var at = text.IndexOf("pid=", StringComparison.Ordinal) + 4;
        var pid = text[at..text.IndexOf('.', at)];
        await session.DisposeAsync();
        Assert.False(Directory.Exists("/proc/" + pid));
    }

    [Fact]
    public async Task A_flood_comes_in_large_pieces()
    {
        await using var session = new Session(80, 24);
        await session.TypeAsync("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; echo en''d\n");
        var text = await session.UntilAsync("end\r\n");
        Assert.Contains("line 19999", text, StringComparison.Ordinal);
        Assert.True(session.Bytes / session.Reads > 200, $"{session.Bytes} bytes in {session.Reads} pieces");
    }

    private sealed class Session : IAsyncDisposable
    {
        private readonly byte[] _buffer = new byte[ShellReader.Largest];
        private readonly ShellReader _reader;
        private readonly StringBuilder _text = new();
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public Session(int columns, int rows)
        {
            Shell = Shell.Start(Here, columns, rows, TimeProvider.System);
            _reader = new ShellReader(Shell.Master, TimeProvider.System, CancellationToken.None);
        }

        public Shell Shell { get; }

        public int Reads { get; private set; }

        public int Bytes { get; private set; }

        public async Task TypeAsync(string text) => Assert.True(await Shell.Master.WriteAllAsync(Encoding.UTF8.GetBytes(text), Cancel));

        public async Task<string> UntilAsync(string mark)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            deadline.CancelAfter(TimeSpan.FromSeconds(20));
            var chars = new char[ShellReader.Largest];
            while (!_text.ToString().Contains(mark, StringComparison.Ordinal))
            {
                var count = await _reader.ReadAsync(_buffer, deadline.Token);
                Assert.True(count > 0, "the terminal ended: " + _text);
                Reads++;
                Bytes += count;
                _text.Append(chars, 0, _decoder.GetChars(_buffer, 0, count, chars, 0));
            }

            return _text.ToString();
        }

        public ValueTask DisposeAsync() => Shell.DisposeAsync();
    }
}
