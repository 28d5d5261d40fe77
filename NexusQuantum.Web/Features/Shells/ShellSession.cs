using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// One console or shell of one person: a socket to the agent on one side, a browser that comes and goes on the other. It lives on
/// without a browser until <see cref="ShellSessions"/> ends it; what was read and not acknowledged is kept, and when that is full the
/// agent is not read, which holds the guest back.
/// </summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private const int FrameBytes = 32 * 1024;
    private const int MostSkips = 64;
    private static readonly TimeSpan InputPatience = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly ByteTail _tail = new();
    private readonly List<(long At, long Skipped)> _skips = [];
    private readonly SemaphoreSlim _room = new(0, 1);
    private readonly Channel<(WebSocketMessageType Type, byte[] Bytes)> _input = Channel.CreateBounded<(WebSocketMessageType, byte[])>(64);
    private readonly TaskCompletionSource _helloed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _run;
    private Channel<bool> _wake = NewWake();
    private ShellViewer[]? _viewers;
    private bool _ended;
    private bool _broke;
    private bool _closed;
    private int? _exit;

    public ShellSession(string id, Caller owner, VmId vm, bool isConsole, WebSocket socket, TimeProvider time)
    {
        (Id, Owner, Vm, IsConsole, _socket, _time) = (id, owner, vm, isConsole, socket, time);
        Live = true;
        LeftAt = time.GetUtcNow();
        _run = RunAsync();
    }

    public string Id { get; }

    public Caller Owner { get; }

    public VmId Vm { get; }

    public bool IsConsole { get; }

    public bool Live { get; private set; }

    public DateTimeOffset? Since { get; private set; }

    /// <summary>When the last browser left; null while one reads.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public DateTimeOffset LastInputAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>True when nothing more will come from the agent.</summary>
    public bool Ended
    {
        get
        {
            lock (_gate)
            {
                return _ended;
            }
        }
    }

    public long Start
    {
        get
        {
            lock (_gate)
            {
                return _tail.Start;
            }
        }
    }

    /// <summary>Waits for the agent's first word about the console (scrollback, on or off), a moment at most.</summary>
    public Task GreetedAsync(CancellationToken cancellationToken)
        => Task.WhenAny(_helloed.Task, Task.Delay(TimeSpan.FromSeconds(2), _time, cancellationToken));

    /// <summary>Bytes from an offset on, and what changes beside them, until the session ends; a second reader takes over from the first.</summary>
    public async IAsyncEnumerable<ShellFrame> ReadAsync(long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<bool> wake;
        lock (_gate)
        {
            _wake.Writer.TryComplete();
            _wake = wake = NewWake();
            LeftAt = null;
            offset = Math.Clamp(offset, _tail.Start, _tail.End);
        }

        wake.Writer.TryWrite(true);
        try
        {
            ShellViewer[]? shown = null;
            bool? live = null;
            while (await wake.Reader.WaitToReadAsync(cancellationToken))
            {
                wake.Reader.TryRead(out _);
                while (Next(ref offset, ref shown, ref live, out var last) is { } frame)
                {
                    yield return frame;
                    if (last)
                    {
                        yield break;
                    }
                }

                lock (_gate)
                {
                    if (_ended && offset >= _tail.End)
                    {
                        // An exception, not an end: a browser reconnects by itself to a console whose agent went away.
                        if (_broke)
                        {
                            throw new Microsoft.AspNetCore.SignalR.HubException("The connection to the host broke.");
                        }

                        yield break;
                    }
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                if (_wake == wake)
                {
                    LeftAt = _time.GetUtcNow();
                }
            }
        }
    }

    public void Acknowledge(long offset)
    {
        lock (_gate)
        {
            _tail.Acknowledge(offset);
            if (!_tail.IsFull && _room.CurrentCount == 0)
            {
                _room.Release();
            }
        }
    }

    public void ShowViewers(ShellViewer[] viewers)
    {
        lock (_gate)
        {
            _viewers = viewers;
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>What was typed or pasted; false when the guest takes nothing for a while.</summary>
    public Task<bool> TypeAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        LastInputAt = _time.GetUtcNow();
        return SendAsync(WebSocketMessageType.Binary, bytes, cancellationToken);
    }

    public Task<bool> ResizeAsync(int cols, int rows, CancellationToken cancellationToken)
        => IsConsole
            ? Task.FromResult(true)
            : SendAsync(WebSocketMessageType.Text, JsonSerializer.SerializeToUtf8Bytes(new ShellControl { Resize = new ShellSize(cols, rows) }, AgentJson.Default.ShellControl), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
        }

        await _end.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _room.Dispose();
        _end.Dispose();
    }

    private static Channel<bool> NewWake() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task<bool> SendAsync(WebSocketMessageType type, byte[] bytes, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        patience.CancelAfter(InputPatience);
        try
        {
            await _input.Writer.WriteAsync((type, bytes), patience.Token);
            return true;
        }
        catch (Exception e) when (e is ChannelClosedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>The next frame for a reader who is at <paramref name="offset"/>; null when there is nothing new.</summary>
    private ShellFrame? Next(ref long offset, ref ShellViewer[]? shown, ref bool? live, out bool last)
    {
        lock (_gate)
        {
            last = false;
            var at = offset;
            var skipped = _skips.Where(skip => skip.At == at).Sum(skip => skip.Skipped);
            _skips.RemoveAll(skip => skip.At <= at);
            // Bytes before the next gap go first, so that the gap is shown where it is.
            var gap = _skips.Count > 0 ? _skips[0].At : long.MaxValue;
            var data = _tail.Read(offset, (int)Math.Min(FrameBytes, gap - offset));
            offset += data.Length;
            var frame = new ShellFrame { Offset = at, Data = data.Length > 0 ? data : null, Skipped = skipped };
            if (!ReferenceEquals(shown, _viewers))
            {
                frame.Viewers = shown = _viewers;
            }

            if (live != Live)
            {
                frame.Live = live = Live;
            }

            if (_ended && !_broke && offset >= _tail.End && _exit is { } code)
            {
                (frame.Exit, last) = (code, true);
            }

            return frame is { Data: null, Skipped: 0, Viewers: null, Live: null, Exit: null } ? null : frame;
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var typing = ForwardInputAsync();
        try
        {
            await PumpAsync();
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or JsonException)
        {
            lock (_gate)
            {
                _broke = !_closed;
            }
        }
        finally
        {
            lock (_gate)
            {
                _ended = true;
                _wake.Writer.TryWrite(true);
            }

            _helloed.TrySetResult();
            _input.Writer.TryComplete();
            await typing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync()
    {
        var buffer = new byte[FrameBytes];
        while (true)
        {
            var result = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                lock (_gate)
                {
                    _broke = _exit is null;
                }

                return;
            }

            if (result.MessageType == WebSocketMessageType.Text)
            {
                // Control messages are small and whole; anything else is not from our agent.
                if (!result.EndOfMessage)
                {
                    throw new InvalidDataException("The agent sent a control message that is too long.");
                }

                Control(buffer.AsSpan(0, result.Count));
                continue;
            }

            bool full;
            lock (_gate)
            {
                _tail.Append(buffer.AsSpan(0, result.Count));
                _wake.Writer.TryWrite(true);
                full = _tail.IsFull;
            }

            while (full)
            {
                await _room.WaitAsync(_end.Token);
                lock (_gate)
                {
                    full = _tail.IsFull;
                }
            }
        }
    }

    private void Control(ReadOnlySpan<byte> json)
    {
        if (IsConsole)
        {
            var hello = JsonSerializer.Deserialize(json, AgentJson.Default.ConsoleHello);
            lock (_gate)
            {
                Live = hello?.Live ?? Live;
                Since ??= hello?.Since;
                if (hello?.SkippedBytes > 0 && _skips.Count < MostSkips)
                {
                    _skips.Add((_tail.End, hello.SkippedBytes));
                }

                _wake.Writer.TryWrite(true);
            }

            _helloed.TrySetResult();
        }
        else if (JsonSerializer.Deserialize(json, AgentJson.Default.ShellControl)?.Exit is { } exit)
        {
            lock (_gate)
            {
                _exit = exit.Code;
            }
        }
    }

    private async Task ForwardInputAsync()
    {
        await foreach (var (type, bytes) in _input.Reader.ReadAllAsync(_end.Token))
        {
            await _socket.SendAsync(bytes.AsMemory(), type, endOfMessage: true, _end.Token);
        }
    }
}
