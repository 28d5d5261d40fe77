using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NexusQuantum.Web.Agents;

/// <summary>Whole JSON messages on a WebSocket, each of a bounded size.</summary>
internal static class JsonSocket
{
    // A tick of 5,000 VMs is about 2 MB.
    private const int MaxMessage = 32 * 1024 * 1024;

    /// <summary>The next message; null when the peer closed.</summary>
    public static async Task<T?> ReceiveAsync<T>(WebSocket socket, ArrayBufferWriter<byte> buffer, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
        where T : class
    {
        buffer.ResetWrittenCount();
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.GetMemory(16 * 1024), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            buffer.Advance(result.Count);
            if (buffer.WrittenCount > MaxMessage)
            {
                throw new InvalidDataException("The agent sent a message above 32 MiB.");
            }

            if (result.EndOfMessage)
            {
                return JsonSerializer.Deserialize(buffer.WrittenSpan, contract);
            }
        }
    }

    public static Task SendAsync<T>(WebSocket socket, T message, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
        => socket.SendAsync(new ArraySegment<byte>(JsonSerializer.SerializeToUtf8Bytes(message, contract)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
