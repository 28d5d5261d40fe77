using System.Net;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Guest.Tests;

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

    [Fact]
    public Task A_guest_at_a_link_local_address_is_called_through_its_zone() => OwnNetwork.RunAsync(async () =>
    {
        await OwnNetwork.WireAsync("52:54:00:12:34:56");
        await OwnNetwork.ShellAsync("ip", "addr", "add", "fe80::a/64", "dev", "one", "nodad");
        await OwnNetwork.ShellAsync("ip", "addr", "add", "fe80::b/64", "dev", "two", "nodad");
        using var listener = new TcpListener(IPAddress.Parse("fe80::a%one"), 0);
        listener.Start();
        var guest = new GuestAddress(new IPEndPoint(IPAddress.Parse("fe80::a%two"), ((IPEndPoint)listener.LocalEndpoint).Port), "key");
        using var dialer = new GuestDialer();
        var serving = AnswerAsync();
        Assert.Null(await dialer.CheckAsync(guest, Token).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.True((await serving).IsIPv6LinkLocal);

        // A zone without that guest: nobody answers, and the sentence names no zone.
        listener.Stop();
        var told = await dialer.CheckAsync(guest, Token);
        Assert.EndsWith(" fe80::a.", told, StringComparison.Ordinal);
        var shell = await dialer.ShellAsync(guest, new ShellSize(80, 24), Token);
        Assert.EndsWith(" fe80::a.", shell.Error?.Message, StringComparison.Ordinal);

        async Task<IPAddress> AnswerAsync()
        {
            using var call = await listener.AcceptTcpClientAsync(Token);
            await ReadHeadAsync(call.GetStream());
            await SayAsync(call.GetStream(), "200 OK", "{}");
            return ((IPEndPoint)call.Client.RemoteEndPoint!).Address; // it is connected
        }
    });

    [Theory]
    [InlineData("10.0.100.5", "10.0.100.5:9000")]
    [InlineData("fe80::5054:ff:fe12:3456%3", "fe80000000000000505400fffe123456-3.guest:9000")]
    [InlineData("fe80::5054:ff:fe12:3456%4", "fe80000000000000505400fffe123456-4.guest:9000")]
    [InlineData("2001:db8::1", "20010db8000000000000000000000001-0.guest:9000")]
    public void An_address_has_one_name_for_connections_and_comes_back_from_it(string address, string authority)
    {
        var guest = new GuestAddress(new IPEndPoint(IPAddress.Parse(address), 9000), "key");
        Assert.Equal(authority, guest.Authority);
        var uri = new Uri($"http://{guest.Authority}/health");
        Assert.Equal(guest.EndPoint, GuestAddress.EndPointOf(new DnsEndPoint(uri.IdnHost, uri.Port)));
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
