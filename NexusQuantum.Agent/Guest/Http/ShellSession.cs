using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Agent.Guest.Pty;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>
/// Joins a shell and a socket: binary both ways, text for size and end. Nothing is buffered beyond one piece: a slow reader holds
/// back the socket, the socket holds back the terminal, the terminal holds back the program.
/// </summary>
internal sealed class ShellSession(Shell shell, WebSocket socket, TimeProvider time)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    /// <summary>Until the shell ends or the caller goes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = InputAsync(gone.Token);
        var ended = EndedAsync(gone.Token);
        var first = await Task.WhenAny(input, ended);
        if (first == ended && ended.IsCompletedSuccessfully)
        {
            await CloseAsync(await ended);
        }

        await gone.CancelAsync();
        await Task.WhenAll(input, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The shell's exit code once its output is sent; what it left in the background gets no more than two seconds.</summary>
    private async Task<int> EndedAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var output = OutputAsync(ended.Token, enough.Token);
        var code = await shell.ExitAsync(cancellationToken);
        await ended.CancelAsync();
        enough.CancelAfter(LastWords);
        await output.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return code;
    }

    private async Task OutputAsync(CancellationToken ended, CancellationToken cancellationToken)
    {
        var buffer = new byte[ShellReader.Largest];
        var reader = new ShellReader(shell.Master, time, ended);
        int count;
        while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, true, cancellationToken);
        }
    }

    private async Task InputAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var control = new List<byte>();
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            switch (message.MessageType)
            {
                case WebSocketMessageType.Close:
                    return;
                case WebSocketMessageType.Binary:
                    await shell.Master.WriteAllAsync(buffer.AsMemory(0, message.Count), cancellationToken);
                    break;
                case WebSocketMessageType.Text when control.Count + message.Count > 1024:
                    return;
                case WebSocketMessageType.Text:
                    control.AddRange(buffer.AsSpan(0, message.Count));
                    if (message.EndOfMessage)
                    {
                        Obey([.. control]);
                        control.Clear();
                    }

                    break;
            }
        }
    }

    private void Obey(ReadOnlySpan<byte> text)
    {
        try
        {
            if (JsonSerializer.Deserialize(text, GuestJson.Default.ShellControl)?.Resize is { } size)
            {
                shell.Resize(size.Cols, size.Rows);
            }
        }
        catch (JsonException)
        {
            // Not ours to understand; a later release may send more.
        }
    }

    private async Task CloseAsync(int code)
    {
        using var deadline = new CancellationTokenSource(Goodbye);
        var exit = new ShellControl { Exit = new ShellExit(code) };
        var json = JsonSerializer.SerializeToUtf8Bytes(exit, GuestJson.Default.ShellControl);
        await socket.SendAsync(json.AsMemory(), WebSocketMessageType.Text, true, deadline.Token);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "shell ended", deadline.Token);
    }
}
