using System.Net;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Guests;

/// <summary>A guest's port that opens late, never, or not any more.</summary>
public sealed class GuestDoorTests : IDisposable
{
    private readonly GuestDialer _dialer = new();
    private readonly TestClock _clock = new();
    private readonly Socket _guest = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly GuestDoor _door;

    public GuestDoorTests()
    {
        // The port is ours from here on, and closed to callers until a test opens it.
        _guest.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var bound = (IPEndPoint)_guest.LocalEndPoint!; // bound above
        _door = new GuestDoor(new GuestAddress(bound, "key"), _dialer, _clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _guest.Dispose();
        _dialer.Dispose();
    }

    [Fact]
    public async Task A_guest_that_has_just_said_hello_is_waited_for()
    {
        _door.Booted(slowness: 1);
        var waiting = _door.AwaitAsync(Token);
        await PassAsync(TimeSpan.FromSeconds(5));
        Assert.False(waiting.IsCompleted);

        var asked = AnswerAsync();
        Assert.Null(await UntilAsync(waiting));
        Assert.Contains("Bearer key", await asked);
    }

    [Fact]
    public async Task A_guest_that_answered_is_not_asked_again()
    {
        _door.Booted(slowness: 1);
        var asked = AnswerAsync();
        Assert.Null(await UntilAsync(_door.AwaitAsync(Token)));
        await asked;
        _guest.Dispose();

        Assert.Null(await _door.AwaitAsync(Token));
    }

    [Fact]
    public async Task A_guest_that_does_not_open_in_its_time_is_told_of()
    {
        _door.Booted(slowness: 1);
        var waiting = _door.AwaitAsync(Token);

        Assert.Contains("port 9000", await UntilAsync(waiting));
        Assert.True(_clock.GetUtcNow() >= new TestClock().GetUtcNow() + GuestDoor.Youth);
        Assert.NotNull(await _door.AwaitAsync(Token));
    }

    [Fact]
    public async Task A_busy_host_gives_its_guests_more_time()
    {
        _door.Booted(slowness: 3);
        var waiting = _door.AwaitAsync(Token);
        await PassAsync(GuestDoor.Youth * 2);
        Assert.False(waiting.IsCompleted);
        Assert.NotNull(await UntilAsync(waiting));
    }

    [Fact]
    public async Task A_guest_that_goes_down_is_asked_anew_and_not_waited_for()
    {
        _door.Booted(slowness: 1);
        var asked = AnswerAsync();
        Assert.Null(await UntilAsync(_door.AwaitAsync(Token)));
        await asked;
        _guest.Dispose();
        _door.Closed();

        Assert.NotNull(await _door.AwaitAsync(Token));
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(250))
        {
            await Task.Delay(2, Token);
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    private async Task<string?> UntilAsync(Task<string?> waiting)
    {
        for (var i = 0; i < 5000 && !waiting.IsCompleted; i++)
        {
            await PassAsync(TimeSpan.FromMilliseconds(250));
        }

        return await waiting.WaitAsync(TimeSpan.FromSeconds(1), Token);
    }

    /// <summary>Opens the port and answers one request; its text.</summary>
    private async Task<string> AnswerAsync()
    {
        _guest.Listen();
        using var host = await _guest.AcceptAsync(Token);
        var buffer = new byte[8192];
        var text = Encoding.ASCII.GetString(buffer, 0, await host.ReceiveAsync(buffer, Token));
        await host.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
        return text;
    }
}
