using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api;

/// <summary>What all our sockets do alike.</summary>
internal static class Sockets
{
    public static readonly Error Needed = new(ErrorKind.Invalid, "websocket-needed", "This path is opened as a WebSocket.");

    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    // The kernel would let megabytes wait on a fast line, all of them shown before what a Ctrl-C changes.
    private const int SendBuffer = 64 * 1024;

    /// <summary>Takes a console's or shell's connection over and keeps little on its way to the viewer.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.SendBufferSize = SendBuffer;

        return await context.WebSockets.AcceptWebSocketAsync();
    }

    public static async Task SendAsync<T>(WebSocket socket, T value, JsonTypeInfo<T> type, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        await socket.SendAsync(buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>
    /// One whole message of at most the buffer's size; null when the other side closed or vanished, or sent more.
    /// </summary>
    public static async Task<(WebSocketMessageType Type, int Count)?> ReceiveAsync(WebSocket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer[total..], cancellationToken);
            }
            catch (WebSocketException)
            {
                return null;
            }

            total += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (received.EndOfMessage)
            {
                return (received.MessageType, total);
            }

            if (total == buffer.Length)
            {
                await CloseAsync(socket, WebSocketCloseStatus.MessageTooBig, "a message is too large");
                return null;
            }
        }
    }

    /// <summary>Ends a socket for a named reason; tolerates one that is gone.</summary>
    public static async Task CloseAsync(WebSocket socket, WebSocketCloseStatus status, string reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var deadline = new CancellationTokenSource(CloseTime);
        try
        {
            await socket.CloseOutputAsync(status, reason, deadline.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is gone, which is what was wanted.
        }
    }
}
