using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>Nobody makes the portal hold more than it said it would.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_limits_are_what_they_are_meant_to_be()
    {
        var services = (await PortalFixture.GetAsync(Token)).Services;
        var kestrel = services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.Equal(1 << 20, kestrel.MaxRequestBodySize);
        Assert.Equal(32 << 10, kestrel.MaxRequestHeadersTotalSize);
        Assert.InRange(kestrel.MaxRequestHeaderCount, 1, 100);
        Assert.InRange(kestrel.MaxRequestLineSize, 1, 8 << 10);
        Assert.Equal(TimeSpan.FromSeconds(15), kestrel.RequestHeadersTimeout);
        Assert.InRange(kestrel.MinRequestBodyDataRate?.BytesPerSecond ?? 0, 240, double.MaxValue);
        Assert.InRange(kestrel.MinResponseDataRate?.BytesPerSecond ?? 0, 240, double.MaxValue);
        Assert.InRange(kestrel.Http2.MaxStreamsPerConnection, 1, 100);
        Assert.Equal(4096, kestrel.MaxConcurrentConnections);
        Assert.Equal(4096, kestrel.MaxConcurrentUpgradedConnections);
        var hubs = services.GetRequiredService<IOptions<HubOptions>>().Value;
        Assert.Equal(64 << 10, hubs.MaximumReceiveMessageSize);
        Assert.Equal(1, hubs.MaximumParallelInvocationsPerClient);
        Assert.NotEqual(true, hubs.EnableDetailedErrors);

        var circuits = services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        Assert.False(circuits.DetailedErrors);
        Assert.Equal((100, TimeSpan.FromMinutes(3)), (circuits.DisconnectedCircuitMaxRetained, circuits.DisconnectedCircuitRetentionPeriod));
        Assert.Equal((100, TimeSpan.FromMinutes(10)), (circuits.PersistedCircuitInMemoryMaxRetained, circuits.PersistedCircuitInMemoryRetentionPeriod));
        Assert.Equal(10, circuits.MaxBufferedUnacknowledgedRenderBatches);
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        using var answer = await client.PostAsync("/v1/vms", new StringContent("{\"tags\":" + new string('[', 40) + new string(']', 40) + "}", Encoding.UTF8, "application/json"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("request-malformed", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz?", "", 10_000, "414")]
    [InlineData("/healthz", "X-Long: ", 40_000, "431")]
    public async Task A_head_that_is_too_long_is_refused(string path, string header, int length, string status)
    {
        var portal = await PortalFixture.GetAsync(Token);
        var filler = new string('x', length);
        var head = header.Length == 0 ? $"GET {path}{filler} HTTP/1.1\r\nHost: localhost\r\n\r\n" : $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}{filler}\r\n\r\n";
        Assert.StartsWith($"HTTP/1.1 {status}", await SayAsync(portal, head, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heads_and_bodies_that_drip_are_cut_off()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var clock = Stopwatch.StartNew();
        var head = SayAsync(portal, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Drip: ", "x");
        var body = SayAsync(portal, "POST /v1/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{", " ");
        await Task.WhenAll(head, body);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(40));
        foreach (var answer in (string[])[await head, await body])
        {
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
        }
    }

    /// <summary>Sends a text, then a drop each second until the other side has had enough; what it said.</summary>
    private static async Task<string> SayAsync(TestPortal portal, string text, string? drop)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, portal.Base.Port, Token);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(45));
        var stream = client.GetStream();
        var said = new StringBuilder();
        var listening = ListenAsync();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), deadline.Token);
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (drop is not null && !listening.IsCompleted && await pace.WaitForNextTickAsync(deadline.Token))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drop), deadline.Token);
            }
        }
        catch (IOException)
        {
            // Cut off while we spoke.
        }

        await listening;
        return said.ToString();

        async Task ListenAsync()
        {
            var buffer = new byte[4096];
            try
            {
                int read;
                while ((read = await stream.ReadAsync(buffer, deadline.Token)) > 0)
                {
                    said.Append(Encoding.ASCII.GetString(buffer, 0, read));
                    if (drop is null)
                    {
                        return;
                    }
                }
            }
            catch (IOException)
            {
                // Reset: also an answer.
            }
        }
    }
}
