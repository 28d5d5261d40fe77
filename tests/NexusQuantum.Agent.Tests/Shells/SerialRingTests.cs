using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Agent.Tests.Fakes;

namespace NexusQuantum.Agent.Tests.Shells;

public sealed class SerialRingTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SerialRing _ring;
    private Socket? _guest;

    public SerialRingTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _ring = new SerialRing(_folder.Path, TimeProvider.System);
        _ring.Start(SocketPath);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(_folder.Path, "serial.sock");

    public async ValueTask DisposeAsync()
    {
        await _ring.DisposeAsync();
        _guest?.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_viewer_gets_what_was_written_before_and_after_it_came()
    {
        await PrintAsync("before");
        using var view = await OpenAfterAsync("before");
        Assert.Equal(6, view.ScrollbackBytes);
        Assert.NotNull(view.Since);
        Assert.True(view.Live);

        await PrintAsync(" after");

        Assert.Equal("before after", await ReadAsync(view, 12));
    }

    [Fact]
    public async Task Viewers_each_have_a_place_of_their_own()
    {
        await PrintAsync("one");
        using var first = await OpenAfterAsync("one");
        using var second = _ring.Open();
        Assert.Equal("one", await ReadAsync(first, 3));
        await PrintAsync("two");

        Assert.Equal("two", await ReadAsync(first, 3));
        Assert.Equal("onetwo", await ReadAsync(second, 6));
        Assert.Equal(2, _ring.Viewers);
    }

    [Fact]
    public async Task A_flood_never_blocks_the_guest_and_a_slow_viewer_learns_what_it_missed()
    {
        using var slow = _ring.Open();
        var line = Encoding.ASCII.GetBytes(new string('f', 64 * 1024));
        var guest = await GuestAsync();
        for (var i = 0; i < 160; i++)
        {
            // 10 MiB while nobody reads the view: the drain alone must take them.
            await SendAllAsync(guest, line);
        }

        await PrintAsync("END");
        using var late = await OpenAfterAsync("END");
        var news = await slow.NextAsync(new byte[1024], Token);

        Assert.InRange(news.Skipped, (9 * 1024 * 1024) - 1024, 9.01 * 1024 * 1024);
        Assert.Equal(SerialRing.Capacity, late.ScrollbackBytes);
    }

    [Fact]
    public async Task Scrollback_survives_the_vm_and_the_agent()
    {
        await PrintAsync("first boot\n");
        using (await OpenAfterAsync("first boot\n"))
        {
        }

        _guest?.Dispose();
        _ring.End();
        await _ring.DisposeAsync();
        await using var next = new SerialRing(_folder.Path, TimeProvider.System);
        using var view = next.Open();

        Assert.False(view.Live);
        Assert.Equal("first boot\n", await ReadAsync(view, 11));
        Assert.Equal("first boot\n", Encoding.UTF8.GetString(next.Tail(1000)));
    }

    [Fact]
    public async Task An_engines_end_is_told_and_the_next_start_goes_on_in_the_same_place()
    {
        using var view = _ring.Open();
        await PrintAsync("a");
        Assert.Equal("a", await ReadAsync(view, 1));
        _guest?.Dispose();
        _guest = null;
        _ring.End();
        Assert.True((await view.NextAsync(new byte[10], Token)).LiveChanged);
        Assert.False(view.Live);

        _ring.Start(SocketPath);
        Assert.True((await view.NextAsync(new byte[10], Token)).LiveChanged);
        await PrintAsync("b");
        Assert.Equal("b", await ReadAsync(view, 1));
    }

    [Fact]
    public async Task What_viewers_type_arrives_in_order()
    {
        using var view = _ring.Open();
        var guest = await GuestAsync();

        // The guest's side has the connection a moment before the ring knows of it.
        var connected = false;
        for (var begun = Stopwatch.StartNew(); !connected && begun.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(5, Token))
        {
            connected = await view.WriteAsync(ReadOnlyMemory<byte>.Empty, Token);
        }

        foreach (var key in "echo 42\n")
        {
            Assert.True(await view.WriteAsync(new[] { (byte)key }, Token));
        }

        var buffer = new byte[64];
        var got = 0;
        while (got < 8)
        {
            got += await guest.ReceiveAsync(buffer.AsMemory(got), Token);
        }

        Assert.Equal("echo 42\n", Encoding.ASCII.GetString(buffer, 0, got));
    }

    [Fact]
    public async Task The_log_is_capped_and_keeps_one_old_file()
    {
        var chunk = new byte[1024 * 1024];
        Array.Fill(chunk, (byte)'z');
        var guest = await GuestAsync();
        for (var i = 0; i < 20; i++)
        {
            await SendAllAsync(guest, chunk);
        }

        await PrintAsync("END");
        using var view = await OpenAfterAsync("END");

        var files = Directory.GetFiles(_folder.Path, "console.log*").Select(static path => new FileInfo(path)).ToList();
        Assert.Equal(2, files.Count);
        Assert.All(files, static file => Assert.InRange(file.Length, 1, ConsoleLog.MaxBytes + (64 * 1024)));
        Assert.All(files, static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
    }

    [Fact]
    public async Task Viewers_that_leave_are_counted_off()
    {
        var view = _ring.Open();
        view.Dispose();
        view.Dispose();
        await Soon.TrueAsync(() => _ring.Viewers == 0);
    }

    private async Task<Socket> GuestAsync() => _guest ??= await _listener.AcceptAsync(Token);

    private async Task PrintAsync(string text) => await SendAllAsync(await GuestAsync(), Encoding.UTF8.GetBytes(text));

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[await socket.SendAsync(data, Token)..];
        }
    }

    /// <summary>Opens a view when the ring holds what was written.</summary>
    private async Task<ConsoleView> OpenAfterAsync(string end)
    {
        await Soon.TrueAsync(() => Encoding.UTF8.GetString(_ring.Tail(end.Length)) == end);
        return _ring.Open();
    }

    private static async Task<string> ReadAsync(ConsoleView view, int bytes)
    {
        var all = new List<byte>();
        var buffer = new byte[1024];
        while (all.Count < bytes)
        {
            var news = await view.NextAsync(buffer, Token);
            all.AddRange(buffer.AsSpan(0, news.Count));
        }

        return Encoding.UTF8.GetString([.. all]);
    }
}
