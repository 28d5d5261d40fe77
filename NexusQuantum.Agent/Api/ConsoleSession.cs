using System.Buffers;
using System.Net.WebSockets;
using NexusQuantum.Agent.Shells;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Api;

/// <summary>One viewer of a console: a hello, the scrollback, then output as it comes; what it types goes to the guest in order.</summary>
internal sealed class ConsoleSession(WebSocket socket, ConsoleView view)
{
    private const int MaxMessage = 32 * 1024;
    private const int MaxInput = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _json = new(256);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = ReadInputAsync(end);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxMessage);
        try
        {
            await HelloAsync(view.ScrollbackBytes, 0, end.Token);
            while (true)
            {
                var news = await view.NextAsync(buffer.AsMemory(0, MaxMessage), end.Token);
                if (news.Count > 0)
                {
                    await socket.SendAsync(buffer.AsMemory(0, news.Count), WebSocketMessageType.Binary, endOfMessage: true, end.Token);
                }
                else
                {
                    await HelloAsync(0, news.Skipped, end.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The viewer left, or we stop.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await Sockets.CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "the agent stops");
            await end.CancelAsync();
            await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task HelloAsync(long scrollback, long skipped, CancellationToken cancellationToken)
        => Sockets.SendAsync(
            socket,
            new ConsoleHello { ScrollbackBytes = scrollback, SkippedBytes = skipped, Since = scrollback > 0 ? view.Since : null, Live = view.Live },
            AgentJson.Default.ConsoleHello,
            _json,
            cancellationToken);

    private async Task ReadInputAsync(CancellationTokenSource end)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxInput);
        try
        {
            while (await Sockets.ReceiveAsync(socket, buffer.AsMemory(0, MaxInput), end.Token) is { } message)
            {
                if (message is { Type: WebSocketMessageType.Binary, Count: > 0 })
                {
                    // Waiting here holds this viewer's next input back by TCP, and nobody else's.
                    await view.WriteAsync(buffer.AsMemory(0, message.Count), end.Token);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            await end.CancelAsync();
        }
    }
}
