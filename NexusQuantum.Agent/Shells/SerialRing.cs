using System.Buffers;
using System.Net.Sockets;

namespace NexusQuantum.Agent.Shells;

/// <summary>
/// The console of one VM, from its first start to its removal. The only reader of the engine's serial socket: it always drains, so
/// the guest never blocks on its own console, and keeps what came in a ring and a log. Any number of viewers read the ring, each
/// with a cursor of its own; one that falls behind misses bytes and is told how many, and holds up nobody.
/// </summary>
internal sealed class SerialRing : IAsyncDisposable
{
    public const int Capacity = 1024 * 1024;
    private const int ReadSize = 32 * 1024;
    private static readonly TimeSpan InputTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reconnect = TimeSpan.FromMilliseconds(100);

    // QEMU's serial port hands over its FIFO, some 30 bytes a time. In a flood that would be a frame and a log write each (measured:
    // 11,500 frames for 366 KB, most of a core); waiting a little lets the socket collect them, and no one typing feels it.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);
    private const int SmallRead = 4 * 1024;

    private readonly Lock _lock = new();
    private readonly ByteRing _ring = new(Capacity);
    private readonly ConsoleLog _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _input = new(1, 1);
    private TaskCompletionSource _changed = NewSignal();
    private CancellationTokenSource? _reading;
    private Task _loop = Task.CompletedTask;
    private Stream? _stream;
    private bool _live;
    private int _viewers;

    public SerialRing(string directory, TimeProvider time)
    {
        _time = time;
        _log = new ConsoleLog(directory);
        if (_log.Tail(Capacity) is { Length: > 0 } earlier)
        {
            _ring.Write(earlier, _log.LastWritten ?? time.GetUtcNow());
        }
    }

    /// <summary>How many look at it now.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>Begins to read an engine's socket; called when its process starts.</summary>
    public void Start(string socketPath)
    {
        var earlier = _loop;
        _reading?.Cancel();
        var reading = new CancellationTokenSource();
        _reading = reading;
        SetLive(true);
        _loop = ReadAsync(socketPath, earlier, reading.Token);
    }

    /// <summary>The engine ended; what its socket still holds is read to the end by itself.</summary>
    public void End()
    {
        _reading?.CancelAfter(TimeSpan.FromSeconds(1));
        SetLive(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _reading, null) is { } reading)
        {
            await reading.CancelAsync();
            await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            reading.Dispose();
        }

        _log.Dispose();
    }

    /// <summary>The log's end, for people who ask for text.</summary>
    public byte[] Tail(int most) => _log.Tail(most);

    /// <summary>Opens a view at the oldest byte kept.</summary>
    public ConsoleView Open()
    {
        Interlocked.Increment(ref _viewers);
        lock (_lock)
        {
            return new ConsoleView(this, _ring.Start, _ring.End - _ring.Start, _ring.Since, _live);
        }
    }

    internal void Close() => Interlocked.Decrement(ref _viewers);

    /// <summary>What a view at <paramref name="position"/> gets now, or what to wait for.</summary>
    internal (int Count, long Skipped, bool Live, Task Changed) Read(long position, Span<byte> into)
    {
        lock (_lock)
        {
            var skipped = Math.Max(0, _ring.Start - position);
            var count = _ring.Read(position + skipped, into);
            return (count, skipped, _live, _changed.Task);
        }
    }

    /// <summary>Types into the guest. Waits while the guest does not read, but not for ever: false when it was not taken.</summary>
    public async Task<bool> WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(InputTime);
        try
        {
            await _input.WaitAsync(deadline.Token);
            try
            {
                if (_stream is not { } stream)
                {
                    return false;
                }

                await stream.WriteAsync(data, deadline.Token);
                return true;
            }
            finally
            {
                _input.Release();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync(string socketPath, Task earlier, CancellationToken cancellationToken)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                await using var stream = new NetworkStream(socket, ownsSocket: false);
                _stream = stream;
                await DrainAsync(socket, cancellationToken);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The engine has not made its socket yet, or is gone: End() stops the loop.
            }
            finally
            {
                _stream = null;
            }

            await Task.Delay(Reconnect, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DrainAsync(Socket socket, CancellationToken cancellationToken)
    {
        var last = _time.GetTimestamp() - _time.TimestampFrequency;
        while (true)
        {
            // A quiet console must not hold a buffer: wait with none, then borrow one.
            _ = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            if (_time.GetElapsedTime(last) < Gather && socket.Available < SmallRead)
            {
                await Task.Delay(Gather, _time, cancellationToken);
            }

            last = _time.GetTimestamp();
            var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
            try
            {
                var read = await socket.ReceiveAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return;
                }

                Append(buffer.AsSpan(0, read));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _ring.Write(data, _time.GetUtcNow());
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
        _log.Append(data);
    }

    private void SetLive(bool live)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _live = live;
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }
}
