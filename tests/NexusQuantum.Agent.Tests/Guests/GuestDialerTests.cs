using System.Net;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Tests.Guests;

/// <summary>A command in a guest whose agent is slow, and in one whose agent stands still.</summary>
public sealed class GuestDialerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_that_stands_still_is_given_up_long_before_the_command_s_own_time()
    {
        // The kernel takes the connections, nobody answers them: an agent under SIGSTOP.
        using var still = Listen();
        using var dialer = new GuestDialer(Patience);
        var ended = await dialer.ExecAsync(AddressOf(still), Command(600), Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal((ErrorKind.Unavailable, "guest-unreachable"), (ended.Error?.Kind, ended.Error?.Type));
    }

    [Fact]
    public async Task A_command_may_take_its_time_while_its_agent_lives()
    {
        using var slow = Listen();
        using var dialer = new GuestDialer(Patience);
        var serving = ServeAsync(slow);
        var ended = await dialer.ExecAsync(AddressOf(slow), Command(600), Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal("late", ended.Value?.Stdout);
        await serving;
    }

    /// <summary>Answers the command only after it was asked twice whether it lives.</summary>
    private static async Task ServeAsync(TcpListener listener)
    {
        using var command = await listener.AcceptTcpClientAsync(Token);
        await ReadHeadAsync(command.GetStream());
        for (var i = 0; i < 2; i++)
        {
            using var health = await listener.AcceptTcpClientAsync(Token);
            await ReadHeadAsync(health.GetStream());
            await SayAsync(health.GetStream(), "503 Busy", "{}");
        }

        await SayAsync(command.GetStream(), "200 OK", """{"exitCode":0,"stdout":"late","stderr":""}""");
    }

    private static async Task ReadHeadAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Token));
        }
    }

    private static async Task SayAsync(NetworkStream stream, string status, string body)
        => await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Token);

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static GuestAddress AddressOf(TcpListener listener) => new((IPEndPoint)listener.LocalEndpoint, "key");

    private static ExecRequest Command(int seconds) => new(seconds) { Command = ["sleep", "1"] };
}
