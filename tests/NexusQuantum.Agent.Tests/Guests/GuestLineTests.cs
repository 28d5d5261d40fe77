using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Guests;

/// <summary>A control line whose other end wants to do harm.</summary>
public sealed class GuestLineTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly FakeGuest _guest;
    private readonly GuestLine _line;
    private readonly System.Collections.Concurrent.ConcurrentQueue<GuestNews> _news = [];

    public GuestLineTests()
    {
        var process = new FakeProcess { Profile = MachineProfile.Microvm, StartedAt = _clock.GetUtcNow(), Vcpus = 1, MemoryMiB = 128, ControlSocket = Path.Combine(_folder.Path, "agent.sock") };
        _guest = new FakeGuest(process);
        _guest.Listen();
        _line = new GuestLine(process.ControlSocket, identified: false, MakeIdentity, TellAsync, _clock, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _guest.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_hello_gets_an_identity_and_its_answer_is_told()
    {
        _guest.Boots = true;
        await _guest.SayHelloAsync();
        await Soon.TrueAsync(() => _news.OfType<GuestNews.Identified>().Any());

        Assert.Equal("key", _guest.Identities.First().Key);
        Assert.True(_line.Identified);
    }

    [Fact]
    public async Task Letting_go_does_not_wait_for_whoever_is_being_told()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new FakeProcess { Profile = MachineProfile.Microvm, StartedAt = _clock.GetUtcNow(), Vcpus = 1, MemoryMiB = 128, ControlSocket = Path.Combine(_folder.Path, "other.sock") };
        await using var guest = new FakeGuest(process) { Boots = true };
        guest.Listen();
        var line = new GuestLine(process.ControlSocket, identified: false, MakeIdentity, WaitAsync, _clock, NullLogger.Instance);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await line.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        async ValueTask WaitAsync(GuestLine from, GuestNews news, CancellationToken cancellationToken)
        {
            told.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    [Fact]
    public async Task A_line_that_does_not_end_ends_the_session()
    {
        await Soon.TrueAsync(() => _guest.Connections == 1);
        await _guest.SendRawAsync(new string('x', GuestRoutes.MaxLine + 2));

        await ReconnectedAsync();
        await _guest.SayHelloAsync();
        await Soon.TrueAsync(() => _news.OfType<GuestNews.Hello>().Any());
    }

    [Fact]
    public async Task A_line_that_is_too_long_ends_the_session()
    {
        await Soon.TrueAsync(() => _guest.Connections == 1);
        await _guest.SendRawAsync("\"" + new string('x', GuestRoutes.MaxLine) + "\"\n");

        await ReconnectedAsync();
        Assert.Empty(_news);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("{\"sample\":{\"uptimeSeconds\":\"soon\"}}")]
    [InlineData("{\"sample\":{\"uptimeSeconds\":-1,\"cpu\":{\"user\":1,\"nice\":1,\"system\":1,\"idle\":1,\"ioWait\":1,\"irq\":1,\"softIrq\":1,\"steal\":1},\"cpuCount\":1,\"memory\":{\"total\":1,\"free\":1,\"available\":1,\"cached\":1,\"swapTotal\":0,\"swapFree\":0}}}")]
    [InlineData("{\"hello\":{\"version\":null,\"bootId\":\"x\",\"kernel\":\"k\",\"uptimeSeconds\":1}}")]
    [InlineData("{\"hello\":{\"version\":\"1\"}}")]
    public async Task A_line_that_is_wrong_is_thrown_away_and_the_next_is_heard(string wrong)
    {
        await _guest.SendRawAsync(wrong + "\n");
        await _guest.SayHelloAsync();
        await Soon.TrueAsync(() => !_news.IsEmpty);

        Assert.IsType<GuestNews.Hello>(Assert.Single(_news));
        Assert.Null(_line.Sample);
        Assert.Equal(1, _guest.Connections);
    }

    [Fact]
    public async Task Too_many_wrong_lines_end_the_session()
    {
        await Soon.TrueAsync(() => _guest.Connections == 1);
        await _guest.SendRawAsync(string.Concat(Enumerable.Repeat("garbage\n", 20)));

        await ReconnectedAsync();
    }

    [Fact]
    public async Task A_guest_that_repeats_its_hello_is_held_back()
    {
        await _guest.SayHelloAsync();
        await Soon.TrueAsync(() => !_news.IsEmpty);
        for (var i = 0; i < 100; i++)
        {
            await _guest.SayHelloAsync();
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.InRange(_news.Count, 1, 45);
    }

    [Fact]
    public async Task Texts_of_a_guest_are_made_safe_to_show()
    {
        await _guest.SendAsync(new GuestFrame
        {
            Hello = new GuestHello { Version = "1\u001b[31m", BootId = "b", Kernel = new string('k', 5000), Distribution = "a\u202eb\nc", UptimeSeconds = 1 },
        });
        await Soon.TrueAsync(() => !_news.IsEmpty);

        var hello = Assert.IsType<GuestNews.Hello>(_news.First()).Value;
        Assert.DoesNotContain('\u001b', hello.Version);
        Assert.True(hello.Kernel.Length <= 96);
        Assert.Equal("a b c", hello.Distribution);
    }

    [Fact]
    public async Task Lists_of_a_sample_are_cut()
    {
        await _guest.SendAsync(new GuestFrame
        {
            Sample = new GuestSample
            {
                UptimeSeconds = 1,
                Cpu = new GuestCpu(1, 1, 1, 1, 1, 1, 1, 1),
                CpuCount = 1,
                Memory = new GuestMemory(1, 1, 1, 1, 0, 0),
                Nics = [.. Enumerable.Range(0, 100).Select(static i => new GuestNic("n" + i, 1, 1, 1, 1, 1, 1))],
            },
        });
        var sample = await Soon.SomeAsync(() => _line.Sample);

        Assert.Equal(32, sample.Sample.Nics.Length);
    }

    private static GuestIdentity MakeIdentity() => new() { Key = "key", HostName = "h", MachineId = new string('0', 32), Clock = default, Entropy = "" };

    private ValueTask TellAsync(GuestLine line, GuestNews news, CancellationToken cancellationToken)
    {
        _news.Enqueue(news);
        return ValueTask.CompletedTask;
    }

    private async Task ReconnectedAsync()
    {
        for (var i = 0; i < 400 && _guest.Connections < 2; i++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.True(_guest.Connections >= 2);
    }
}
