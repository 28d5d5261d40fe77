using System.Net.WebSockets;
using System.Text;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>The guest's end of a shell: writes what it likes and hears every byte that comes in as if the operator had typed it.</summary>
internal sealed class HostileShell(WebSocket socket)
{
    private readonly Lock _gate = new();
    private readonly List<byte> _heard = [];

    /// <summary>The shell that was opened last.</summary>
    public static HostileShell? Latest { get; private set; }

    /// <summary>All that came in.</summary>
    public string Heard
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString([.. _heard]);
            }
        }
    }

    /// <summary>Serves each shell of a fake host.</summary>
    public static async Task ServeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var shell = new HostileShell(socket);
        Latest = shell;
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (read.MessageType == WebSocketMessageType.Binary)
            {
                shell.Hear(buffer.AsSpan(0, read.Count));
            }
        }
    }

    public Task WriteAsync(string text, CancellationToken cancellationToken)
        => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, true, cancellationToken);

    /// <summary>Waits until a key was heard so often and nothing after it; all that was sent before the key has then come in as well.</summary>
    public Task HearsAsync(string key, int times, CancellationToken cancellationToken)
        => Until.TrueAsync($"the guest hearing '{key}'", TimeSpan.FromSeconds(10), () => Task.FromResult(Heard.EndsWith(key, StringComparison.Ordinal) && Heard.Split(key).Length > times), cancellationToken, () => Heard);

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _heard.AddRange(bytes);
        }
    }
}
