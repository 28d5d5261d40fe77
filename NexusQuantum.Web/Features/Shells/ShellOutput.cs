using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// What a session shows: bytes that came and were not acknowledged, and what changes beside them. One writer, the session's pump,
/// which waits while it is full; one reader at a time, and a new one takes over.
/// </summary>
internal sealed class ShellOutput : IDisposable
{
    private const int FrameBytes = 32 * 1024;
    private const int MostSkips = 64;

    private readonly Lock _gate = new();
    private readonly ByteTail _tail = new();
    private readonly List<(long At, long Skipped)> _skips = [];
    private readonly SemaphoreSlim _room = new(0, 1);
    private readonly ShellInput _input;
    private readonly TimeProvider _time;
    private Channel<bool> _wake = NewWake();
    private ShellViewer[]? _viewers;
    private bool _live = true;
    private bool _ended;
    private string? _because;
    private int? _exit;

    public ShellOutput(ShellInput input, TimeProvider time)
    {
        (_input, _time) = (input, time);
        LeftAt = time.GetUtcNow();
    }

    /// <summary>False while the machine is off.</summary>
    public bool Live => Volatile.Read(ref _live);

    /// <summary>When the oldest byte of a console's scrollback was written.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>When the last reader left; null while one reads.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    /// <summary>True when nothing more will come.</summary>
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

    /// <summary>The oldest byte that can still be read.</summary>
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

    /// <summary>Bytes from an offset on, and what changes beside them, until the end.</summary>
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
        var place = new Place { Offset = offset };
        try
        {
            while (await wake.Reader.WaitToReadAsync(cancellationToken))
            {
                wake.Reader.TryRead(out _);
                while (Next(place) is { } frame)
                {
                    yield return frame;
                }

                if (IsOver(place))
                {
                    yield break;
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

    /// <summary>The reader has shown all before this offset.</summary>
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

    /// <summary>Takes bytes in; returns when there is room for more.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        bool full;
        lock (_gate)
        {
            _tail.Append(bytes.Span);
            _wake.Writer.TryWrite(true);
            full = _tail.IsFull;
        }

        while (full)
        {
            await _room.WaitAsync(cancellationToken);
            lock (_gate)
            {
                full = _tail.IsFull;
            }
        }
    }

    public void Hear(ConsoleHello hello)
    {
        lock (_gate)
        {
            _live = hello.Live;
            Since ??= hello.Since;
            if (hello.SkippedBytes > 0 && _skips.Count < MostSkips)
            {
                _skips.Add((_tail.End, hello.SkippedBytes));
            }

            _wake.Writer.TryWrite(true);
        }
    }

    public void Hear(ShellExit exit)
    {
        lock (_gate)
        {
            _exit = exit.Code;
        }
    }

    public void Show(ShellViewer[] viewers)
    {
        lock (_gate)
        {
            _viewers = viewers;
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Something beside the bytes may be worth a frame.</summary>
    public void Look()
    {
        lock (_gate)
        {
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>Nothing more comes; <paramref name="because"/> says why when that was not the wish of whoever reads.</summary>
    public void End(string? because)
    {
        lock (_gate)
        {
            _because = _exit is null ? because : null;
            _ended = true;
            _wake.Writer.TryWrite(true);
        }
    }

    public void Dispose() => _room.Dispose();

    private static Channel<bool> NewWake() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool IsOver(Place place)
    {
        lock (_gate)
        {
            if (!_ended || place.Offset < _tail.End)
            {
                return false;
            }

            // An exception, not an end: a browser reconnects by itself to a console whose agent went away.
            return _because is { } why ? throw new HubException(why) : true;
        }
    }

    /// <summary>The next frame for a reader; null when there is nothing new.</summary>
    private ShellFrame? Next(Place place)
    {
        lock (_gate)
        {
            var at = place.Offset;
            var (skipped, most) = Gap(at);
            var data = _tail.Read(at, most);
            place.Offset += data.Length;
            var frame = new ShellFrame { Offset = at, Data = data.Length > 0 ? data : null, Skipped = skipped };
            if (!ReferenceEquals(place.Viewers, _viewers))
            {
                frame.Viewers = place.Viewers = _viewers;
            }

            if (place.Live != _live)
            {
                frame.Live = place.Live = _live;
            }

            // Told in steps: who types by hand never comes near the window and needs no frame for each key.
            var taken = _input.Taken;
            if (taken - place.Taken >= ShellInput.Window / 4)
            {
                frame.Taken = place.Taken = taken;
            }

            if (_ended && place.Offset >= _tail.End && place.Exit is null)
            {
                frame.Exit = place.Exit = _exit;
            }

            return frame is { Data: null, Skipped: 0, Viewers: null, Live: null, Taken: null, Exit: null } ? null : frame;
        }
    }

    /// <summary>What was lost at this offset, and how much may be read before the next gap: it is shown where it is.</summary>
    private (long Skipped, int Most) Gap(long at)
    {
        long skipped = 0;
        while (_skips.Count > 0 && _skips[0].At <= at)
        {
            skipped += _skips[0].At == at ? _skips[0].Skipped : 0;
            _skips.RemoveAt(0);
        }

        return (skipped, _skips.Count > 0 ? (int)Math.Min(FrameBytes, _skips[0].At - at) : FrameBytes);
    }

    /// <summary>How far a reader is, and what it was told.</summary>
    private sealed class Place
    {
        public long Offset { get; set; }

        public ShellViewer[]? Viewers { get; set; }

        public bool? Live { get; set; }

        public long Taken { get; set; }

        public int? Exit { get; set; }
    }
}
