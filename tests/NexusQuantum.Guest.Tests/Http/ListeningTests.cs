using System.Net;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Agent.Guest.Http;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Net;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Guest.Tests.Http;

/// <summary>Port 9000 on both protocols, and who is answered there.</summary>
public sealed class ListeningTests
{
    private const string Key = "0123456789abcdef0123456789abcdef0123456789a";
    private readonly KeyRing _ring = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task It_listens_for_both_protocols(string address)
    {
        await using var server = await StartAsync();
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(new IPEndPoint(IPAddress.Parse(address), server.Port)), StringComparison.Ordinal);
    }

    [Fact]
    public Task On_a_wire_only_the_hosts_address_is_answered() => OwnNetwork.RunAsync(async () =>
    {
        await OwnNetwork.WireAsync("52:54:00:12:34:56");
        LinkLocal.Ensure(new NetworkCard("one"));
        LinkLocal.Ensure(new NetworkCard("two"));
        await OwnNetwork.ShellAsync("ip", "addr", "add", "192.0.2.1/32", "dev", "two");
        await OwnNetwork.ShellAsync("ip", "addr", "add", "fe80::bad/64", "dev", "two", "nodad");
        var host = LinkLocal.Of(new NetworkCard("two").HardwareAddress());
        await using var server = await StartAsync(host.ToString());

        // From one end of the wire to the other: both are in this namespace, and link-local addresses belong to their NIC alone.
        var zone = new NetworkCard("two").Index();
        var guest = new IPEndPoint(new IPAddress(IPAddress.Parse("fe80::5054:ff:fe12:3456").GetAddressBytes(), zone), server.Port);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(guest, new IPAddress(host.GetAddressBytes(), zone)), StringComparison.Ordinal);
        Assert.Equal("", await AskAsync(guest, IPAddress.Parse("fe80::bad%" + zone)));
        Assert.Equal("", await AskAsync(new IPEndPoint(IPAddress.Parse("192.0.2.1"), server.Port), IPAddress.Parse("192.0.2.1")));
    });

    private async Task<GuestServer> StartAsync(string? host = null)
    {
        try
        {
            _ring.Hold(new GuestIdentity
            {
                Key = Key,
                HostName = "web-1",
                MachineId = new string('0', 32),
                Gateway = "192.0.2.1",
                HostAddress = host,
                Clock = default,
                Entropy = "AAAA",
            });
            var server = new GuestServer(_ring, new GuestApplication(_ring, new GuestSampler(), new ExecEndpoint(new ExecRunner(TimeProvider.System)), new ShellEndpoint(_ring, Accounts.System, TimeProvider.System)));
            await server.StartAsync(IPAddress.IPv6Any, 0, Cancel);
            return server;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressFamilyNotSupported)
        {
            Assert.Skip("This kernel has no IPv6.");
            throw;
        }
    }

    /// <summary>The answer; empty when the connection was closed without one.</summary>
    private static async Task<string> AskAsync(IPEndPoint to, IPAddress? from = null)
    {
        using var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        try
        {
            await socket.ConnectAsync(to, Cancel);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {GuestRoutes.Health} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {Key}\r\n\r\n"), Cancel);
            var buffer = new byte[4096];
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancel));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return "";
        }
    }
}
