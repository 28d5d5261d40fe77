using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Installations;

/// <summary>
/// Somebody who looks at machines: a reader of <c>/hubs/metrics</c> in SignalR's JSON protocol, so that the agent samples them each
/// second and what arrives can be counted.
/// </summary>
internal sealed class MetricWatch : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private long _messages;

    /// <summary>Messages that carried samples so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    public static async Task<MetricWatch> StartAsync(Site site, IReadOnlyList<string> vms, CancellationToken cancellationToken)
    {
        var watch = new MetricWatch();
        using var invoker = new HttpMessageInvoker(site.Stack.Network?.HttpHandler() ?? new SocketsHttpHandler());
        watch._socket.Options.SetRequestHeader("Authorization", site.Api.Http.DefaultRequestHeaders.Authorization!.ToString()); // the site signed in
        await watch._socket.ConnectAsync(new UriBuilder(site.Stack.BaseAddress) { Scheme = "ws", Path = "/hubs/metrics" }.Uri, invoker, cancellationToken);
        await watch.SayAsync(new { protocol = "json", version = 1 }, cancellationToken);
        await watch.SayAsync(new { type = 4, invocationId = "1", target = "Follow", arguments = new object[] { vms, Array.Empty<string>() } }, cancellationToken);
        watch._reading = watch.ReadAsync();
        await Until.TrueAsync("samples arriving", TimeSpan.FromSeconds(20), () => Task.FromResult(watch._reading.IsFaulted ? throw new IOException("The watch broke.", watch._reading.Exception) : watch.Messages > 0), cancellationToken);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _end.Dispose();
    }

    private Task SayAsync(object message, CancellationToken cancellationToken)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(message) + End), WebSocketMessageType.Text, true, cancellationToken);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            var text = Encoding.UTF8.GetString(buffer, 0, part.Count);
            if (part.MessageType == WebSocketMessageType.Close || text.Contains("\"type\":3", StringComparison.Ordinal))
            {
                throw new IOException("The hub ended the stream: " + text);
            }

            Interlocked.Add(ref _messages, text.Split("\"type\":2,").Length - 1);
        }
    }
}
