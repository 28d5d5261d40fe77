using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Engines.Qemu.Qmp;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Engines.Qemu;

/// <summary>The client against a server that misbehaves on purpose.</summary>
public sealed class QmpConnectionTests : IAsyncDisposable
{
    private const string Greeting = "{\"QMP\":{\"version\":{\"qemu\":{\"micro\":1,\"minor\":2,\"major\":7}}}}\n";
    private readonly string _directory = Directory.CreateTempSubdirectory("nqm-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<QmpMessage.Event> _events = [];
    private Socket? _server;

    public QmpConnectionTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Address));
        _listener.Listen();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Address => Path.Combine(_directory, "s");

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _listener.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Answers_find_their_commands_in_any_order_and_events_pass()
    {
        await using var qmp = await OpenAsync();
        var first = qmp.ExecuteAsync("query-a", null, Token);
        var second = qmp.ExecuteAsync("query-b", "{\"x\":1}", Token);
        await SendAsync("{\"return\":\"b\",\"id\":3}\n{\"event\":\"STOP\"}\n{\"return\":\"stray\",\"id\":99}\n{\"return\":\"a\",\"id\":2}\n");
        Assert.Equal("a", (await first).Value.GetString());
        Assert.Equal("b", (await second).Value.GetString());
        Assert.Equal("STOP", Assert.Single(_events).Name);
    }

    [Fact]
    public async Task A_refusal_is_an_error_without_control_characters()
    {
        await using var qmp = await OpenAsync();
        var refused = qmp.ExecuteAsync("cont", null, Token);
        await SendAsync("{\"id\":2,\"error\":{\"class\":\"GenericError\",\"desc\":\"no\\u001b[31m way\"}}\n");
        Assert.Equal("QEMU refused cont: no[31m way", (await refused).Error!.Message);
    }

    [Fact]
    public async Task A_process_that_goes_away_answers_every_command()
    {
        await using var qmp = await OpenAsync();
        var waiting = qmp.ExecuteAsync("stop", null, Token);
        _server!.Dispose();
        Assert.Equal("qemu-gone", (await waiting).Error!.Type);
        await qmp.Closed;
        Assert.Equal("qemu-gone", (await qmp.ExecuteAsync("cont", null, Token)).Error!.Type);
    }

    [Fact]
    public async Task A_line_without_end_ends_the_session()
    {
        await using var qmp = await OpenAsync();
        var junk = new string('x', 64 * 1024);
        try
        {
            for (var i = 0; i < 40; i++)
            {
                await SendAsync(junk);
            }
        }
        catch (SocketException)
        {
            // It was cut off, as it should be.
        }

        await qmp.Closed.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_flood_of_events_is_read_no_faster_than_we_allow()
    {
        var clock = new TestClock();
        await using var qmp = await OpenAsync(clock);
        await SendAsync(string.Concat(Enumerable.Repeat("{\"event\":\"RESET\"}\n", 700)));

        // The greeting and its answer are of the first 500 lines.
        await Soon.TrueAsync(() => _events.Count == 498 && clock.Waiting > 0);
        var asked = qmp.ExecuteAsync("query-status", null, Token);
        await SendAsync("{\"return\":\"late\",\"id\":2}\n");
        for (var i = 0; i < 1000 && !asked.IsCompleted; i++)
        {
            await Task.Delay(2, Token);
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal("late", (await asked).Value.GetString());
        Assert.Equal(700, _events.Count);
    }

    [Fact]
    public async Task A_server_that_never_greets_is_given_up()
    {
        var connected = await QmpConnection.ConnectAsync(Address, TimeSpan.FromMilliseconds(200), TimeProvider.System, _ => { }, Token);
        Assert.Equal("qemu-gone", connected.Error!.Type);
    }

    [Fact]
    public async Task No_server_is_an_error()
        => Assert.False((await QmpConnection.ConnectAsync(Address + "x", TimeSpan.FromSeconds(1), TimeProvider.System, _ => { }, Token)).Ok);

    private async Task<QmpConnection> OpenAsync(TimeProvider? time = null)
    {
        var connecting = QmpConnection.ConnectAsync(Address, TimeSpan.FromSeconds(10), time ?? TimeProvider.System, _events.Add, Token);
        _server = await _listener.AcceptAsync(Token);
        await SendAsync(Greeting);
        await _server.ReceiveAsync(new byte[4096], Token);
        await SendAsync("{\"return\":{},\"id\":1}\n");
        var connected = await connecting;
        Assert.True(connected.Ok, connected.Error?.Message);
        return connected.Value;
    }

    private async Task SendAsync(string text) => await _server!.SendAsync(Encoding.UTF8.GetBytes(text), Token);
}
