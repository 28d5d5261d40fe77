using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace NexusQuantum.Benchmarks.Consoles;

/// <summary>
/// A shell that a stub host serves: echoes what is typed; Enter makes it flood as fast as it is read, in pieces as large as a
/// guest's agent reads from a terminal, until all was sent or a Ctrl-C came. Then it writes a mark that a page can look for.
/// </summary>
internal sealed class FloodSource
{
    private const int Piece = 32 * 1024;
    private const byte CtrlC = 3;

    private int _floods;

    /// <summary>What is repeated; a line with its end.</summary>
    public string Line { get; set; } = "";

    /// <summary>How much each flood sends unless interrupted.</summary>
    public long Bytes { get; set; }

    /// <summary>When the latest Ctrl-C arrived, by <see cref="Stopwatch"/>.</summary>
    public long InterruptedAt { get; private set; }

    /// <summary>What the next flood ends with, on a line of its own.</summary>
    public string NextMark => MarkOf(_floods + 1);

    public async Task ServeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var flood = Task.CompletedTask;
        var interrupt = new CancellationTokenSource();
        await WriteAsync(socket, "$ ", cancellationToken);
        while (await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } typed)
        {
            foreach (var key in typed.MessageType == WebSocketMessageType.Binary ? buffer[..typed.Count] : [])
            {
                switch (key)
                {
                    case CtrlC:
                        InterruptedAt = Stopwatch.GetTimestamp();
                        await interrupt.CancelAsync();
                        break;
                    case (byte)'\r' when flood.IsCompleted:
                        interrupt.Dispose();
                        interrupt = new CancellationTokenSource();
                        flood = FloodAsync(socket, MarkOf(++_floods), interrupt.Token, cancellationToken);
                        break;
                    case >= 32 when flood.IsCompleted:
                        await socket.SendAsync(new[] { key }, WebSocketMessageType.Binary, true, cancellationToken);
                        break;
                }
            }
        }
    }

    private async Task FloodAsync(WebSocket socket, string mark, CancellationToken interrupt, CancellationToken cancellationToken)
    {
        await WriteAsync(socket, "\r\n", cancellationToken);
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Line, Piece / Line.Length)));
        for (long sent = 0; sent < Bytes && !interrupt.IsCancellationRequested; sent += lines.Length)
        {
            // A piece that is on its way is finished, as a guest's is.
            await socket.SendAsync(lines, WebSocketMessageType.Binary, true, cancellationToken);
        }

        await WriteAsync(socket, $"{(interrupt.IsCancellationRequested ? "^C" : "")}\r\n{mark}\r\n$ ", cancellationToken);
    }

    private static Task WriteAsync(WebSocket socket, string text, CancellationToken cancellationToken)
        => socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Binary, true, cancellationToken);

    private static string MarkOf(int flood) => FormattableString.Invariant($"#end-{flood}#");
}
