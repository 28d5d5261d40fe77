using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Shells;

/// <summary>
/// Joins a viewer's socket with a guest's PTY. Bytes push back: each side is read only when the other took what came before. What
/// the guest says as text is parsed and written anew, so nothing but an exit code can come through.
/// </summary>
internal static class ShellRelay
{
    private const int MaxMessage = 32 * 1024;
    private const int MaxControl = 4 * 1024;

    public static async Task RunAsync(WebSocket viewer, WebSocket guest, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = PumpAsync(viewer, guest, toGuest: true, end.Token);
        var down = PumpAsync(guest, viewer, toGuest: false, end.Token);
        var first = await Task.WhenAny(up, down);
        if (first == up)
        {
            // The viewer left: the guest is told, and hangs its shell up.
            await CloseAsync(guest, "the viewer left");
            await end.CancelAsync();
        }
        else
        {
            await CloseAsync(viewer, cancellationToken.IsCancellationRequested ? "the agent stops" : "the shell ended");
            await end.CancelAsync();
        }

        await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, bool toGuest, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxMessage);
        try
        {
            while (true)
            {
                var received = await from.ReceiveAsync(buffer.AsMemory(0, MaxMessage), cancellationToken);
                switch (received.MessageType)
                {
                    case WebSocketMessageType.Close:
                        return;
                    case WebSocketMessageType.Binary:
                        await to.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
                        break;
                    case WebSocketMessageType.Text:
                        if (!received.EndOfMessage || received.Count > MaxControl)
                        {
                            return;
                        }

                        if (Control(buffer.AsSpan(0, received.Count), toGuest) is { } control)
                        {
                            await to.SendAsync(control, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                        }

                        break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // One side is gone; the other is closed by the caller.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[]? Control(ReadOnlySpan<byte> text, bool toGuest)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AgentJson.Default.ShellControl) switch
            {
                { Resize: { Cols: >= 1 and <= 1000, Rows: >= 1 and <= 1000 } size } when toGuest => Write(new ShellControl { Resize = size }),
                { Exit: { } exit } when !toGuest => Write(new ShellControl { Exit = exit }),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }

        static byte[] Write(ShellControl control) => JsonSerializer.SerializeToUtf8Bytes(control, AgentJson.Default.ShellControl);
    }

    private static async Task CloseAsync(WebSocket socket, string reason)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, reason, deadline.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // It is gone, which is what was wanted.
        }
    }
}
