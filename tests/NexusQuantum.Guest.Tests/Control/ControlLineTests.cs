using System.Text;
using System.Text.Json;
using NexusQuantum.Agent.Guest.Control;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Control;

/// <summary>The guest's end of the line on one half of a socket pair, the host on the other.</summary>
public sealed class ControlLineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_hello_identity_samples_shutdown()
    {
        await using var session = new Session();
        Assert.Equal("1.2.3", (await session.NextAsync()).Hello?.Version);

        await session.SendAsync("""{"ping":{"clock":"2026-01-01T00:00:00Z"}}""");
        Assert.NotNull((await session.NextAsync()).Hello);
        Assert.Equal(1, session.Guest.Pings);

        await session.SendAsync("""{"identity":{"key":"k","hostName":"web-1","machineId":"m","clock":"2026-01-01T00:00:00Z","entropy":"AAAA"}}""");
        Assert.Equal(["10.0.0.2/24"], (await session.NextAsync()).IdentityDone?.Addresses ?? []);
        Assert.Equal(42, (await session.NextAsync()).Sample?.UptimeSeconds);
        Assert.Equal(42, (await session.NextAsync()).Sample?.UptimeSeconds);

        await session.SendAsync("""{"shutdown":{"reboot":true}}""");
        GuestFrame frame;
        do
        {
            frame = await session.NextAsync();
        }
        while (frame.Sample is not null);

        Assert.True(frame.Goodbye?.Reboot);
        Assert.True(await session.Guest.ShutDownAsked.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
    }

    [Fact]
    public async Task Lines_that_are_no_frames_are_passed_over()
    {
        await using var session = new Session();
        await session.NextAsync();
        await session.SendAsync("");
        await session.SendAsync("not json \u001b[31m");
        await session.SendAsync("""{"identity":{"key":"k"}}""");
        await session.SendAsync("""[[[[[[[[[[[[[[[[[[[[[[]]""");
        await session.SendAsync("""{"later":{"release":1}}""");
        await session.SendAsync("""{"ping":{"clock":"2026-01-01T00:00:00Z"}}""");
        Assert.NotNull((await session.NextAsync()).Hello);
        Assert.Equal(0, session.Guest.Identities);
    }

    [Fact]
    public async Task Several_frames_in_one_write_and_one_frame_in_several_are_understood()
    {
        await using var session = new Session();
        await session.NextAsync();
        const string Ping = """{"ping":{"clock":"2026-01-01T00:00:00Z"}}""";
        await session.WriteAsync(Ping + "\r\n" + Ping + "\n" + Ping[..10]);
        await session.NextAsync();
        await session.NextAsync();
        await session.WriteAsync(Ping[10..] + "\n");
        await session.NextAsync();
        Assert.Equal(3, session.Guest.Pings);
    }

    [Fact]
    public async Task A_line_longer_than_it_may_be_ends_the_session()
    {
        await using var session = new Session();
        await session.NextAsync();
        await session.WriteAsync(new string('x', GuestRoutes.MaxLine + 1));
        await Assert.ThrowsAsync<InvalidDataException>(() => session.Running.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
    }

    [Fact]
    public async Task A_host_that_does_not_read_holds_nothing_up()
    {
        await using var session = new Session();
        await session.NextAsync();
        var frame = new GuestFrame { IdentityDone = new IdentityDone { Problems = [new string('x', 60_000)] } };
        var sent = true;
        for (var i = 0; i < 100 && sent; i++)
        {
            sent = await session.Line.SendAsync(frame, Cancel).WaitAsync(TimeSpan.FromSeconds(10), Cancel);
        }

        Assert.False(sent);

        // What follows the half frame can be read again, once the host does.
        var reading = session.ReadUntilAsync(f => f.Hello is not null);
        await session.SendAsync("""{"ping":{"clock":"2026-01-01T00:00:00Z"}}""");
        await reading;
    }

    private sealed class Session : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Descriptor _guestEnd;
        private readonly Descriptor _host;
        private readonly List<byte> _pending = [];

        public Session()
        {
            (_guestEnd, _host) = SocketPair.Make();
            Line = new ControlLine(_guestEnd, Guest, TimeProvider.System);
            Running = Line.RunAsync(_stop.Token);
        }

        public FakeGuest Guest { get; } = new();

        public ControlLine Line { get; }

        public Task Running { get; }

        public Task SendAsync(string line) => WriteAsync(line + "\n");

        public async Task WriteAsync(string text) => Assert.True(await _host.WriteAllAsync(Encoding.UTF8.GetBytes(text), Cancel));

        public async Task<GuestFrame> NextAsync()
            => JsonSerializer.Deserialize(await LineAsync(), GuestJson.Default.GuestFrame)!;

        public async Task ReadUntilAsync(Func<GuestFrame, bool> condition)
        {
            while (true)
            {
                try
                {
                    if (condition(await NextAsync()))
                    {
                        return;
                    }
                }
                catch (JsonException)
                {
                    // Half a frame, or the empty line after it.
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Line.Dispose();
            _guestEnd.Dispose();
            _host.Dispose();
            _stop.Dispose();
        }

        private async Task<string> LineAsync()
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var buffer = new byte[64 * 1024];
            int end;
            while ((end = _pending.IndexOf((byte)'\n')) < 0)
            {
                var count = _host.Read(buffer);
                if (count > 0)
                {
                    _pending.AddRange(buffer.AsSpan(0, count));
                    continue;
                }

                Assert.Equal(-Const.WouldBlock, count);
                await _host.ReadableAsync(deadline.Token);
            }

            var line = Encoding.UTF8.GetString([.. _pending[..end]]);
            _pending.RemoveRange(0, end + 1);
            return line;
        }
    }

    private sealed class FakeGuest : IControlHandler
    {
        private readonly TaskCompletionSource<bool> _shutDown = new();

        public int Pings { get; private set; }

        public int Identities { get; private set; }

        public Task<bool> ShutDownAsked => _shutDown.Task;

        public GuestHello Hello() => new() { Version = "1.2.3", BootId = "b", Kernel = "k", UptimeSeconds = 1 };

        public void Pinged(GuestPing ping) => Pings++;

        public IdentityDone Take(GuestIdentity identity)
        {
            Identities++;
            return new IdentityDone { Addresses = ["10.0.0.2/24"] };
        }

        public GuestSample? Sample() => Identities == 0 ? null : new GuestSample
        {
            UptimeSeconds = 42,
            Cpu = new GuestCpu(0, 0, 0, 0, 0, 0, 0, 0),
            CpuCount = 1,
            Memory = new GuestMemory(0, 0, 0, 0, 0, 0),
        };

        public void ShutDown(bool reboot) => _shutDown.TrySetResult(reboot);
    }
}
