using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// What a session was typed and its host has not taken yet, in order. Typing never waits, so that nothing which comes after it on a
/// connection does; instead the typist is told how much was taken and has at most <see cref="Window"/> more under way.
/// </summary>
internal sealed class ShellInput
{
    /// <summary>Bytes a typist may have under way.</summary>
    public const int Window = 64 * 1024;

    // Twice that: a connection that broke may have left behind what its successor does not count.
    private const int Most = 2 * Window;
    private const int MessageBytes = 16 * 1024;
    private const int KeptBuffer = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ArrayBufferWriter<byte> _waiting = new();
    private ShellSize? _size;
    private long _typed;
    private long _taken;

    /// <summary>Bytes accepted since the session began.</summary>
    public long Typed => Interlocked.Read(ref _typed);

    /// <summary>How many of them went to the host.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>False when there is no room for them; then none is kept.</summary>
    public bool TryType(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_typed - _taken + bytes.Length > Most)
            {
                return false;
            }

            _waiting.Write(bytes);
            _typed += bytes.Length;
        }

        _news.Writer.TryWrite(true);
        return true;
    }

    /// <summary>The latest size counts; one that was not sent yet is forgotten.</summary>
    public void Resize(ShellSize size)
    {
        lock (_gate)
        {
            _size = size;
        }

        _news.Writer.TryWrite(true);
    }

    /// <summary>Sends what comes to the host until cancelled or the socket breaks; <paramref name="taken"/> is called as it goes.</summary>
    public async Task ForwardAsync(WebSocket socket, Action taken, CancellationToken cancellationToken)
    {
        var going = new ArrayBufferWriter<byte>();
        await foreach (var _ in _news.Reader.ReadAllAsync(cancellationToken))
        {
            ShellSize? size;
            lock (_gate)
            {
                (_waiting, going) = (going, _waiting);
                (size, _size) = (_size, null);
            }

            if (size is not null)
            {
                var control = JsonSerializer.SerializeToUtf8Bytes(new ShellControl { Resize = size }, AgentJson.Default.ShellControl);
                await socket.SendAsync(control.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            }

            for (var left = going.WrittenMemory; left.Length > 0;)
            {
                var piece = left[..Math.Min(left.Length, MessageBytes)];
                await socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
                left = left[piece.Length..];
                Interlocked.Add(ref _taken, piece.Length);
                taken();
            }

            // A paste's buffer is not kept for a session's life.
            going = Emptied(going);
        }
    }

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptBuffer)
        {
            return new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
