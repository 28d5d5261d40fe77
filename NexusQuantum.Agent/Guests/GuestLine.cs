using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guests;

/// <summary>
/// The control line of one running VM, held from the engine's start to its end. Connects and reconnects, asks for the hello, gives
/// the identity after each hello, keeps the newest sample. What the guest says is read as hostile (<see cref="GuestFrames"/>); a
/// session that had to be ended for it makes the next one wait longer.
/// </summary>
internal sealed partial class GuestLine : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WriteTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly string _socketPath;
    private readonly Func<GuestIdentity> _identity;
    private readonly Func<GuestLine, GuestNews, CancellationToken, ValueTask> _tell;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly AddressNews _addresses;
    private readonly Task _loop;
    private Stream? _stream;
    private bool _passwordSent;
    private volatile bool _identified;
    private TimedSample? _sample;
    private long _seen;

    /// <param name="socketPath">The engine's socket of the control port.</param>
    /// <param name="identified">The guest took its identity in this boot already, seen by an earlier agent.</param>
    /// <param name="identity">Makes the identity to send, with the clock and entropy of that moment.</param>
    /// <param name="tell">
    /// Told what concerns the VM's life; may wait, which holds the guest's next line back, until the token says that the line is let
    /// go of: whoever disposes it may be the one that is told.
    /// </param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Log.</param>
    public GuestLine(string socketPath, bool identified, Func<GuestIdentity> identity, Func<GuestLine, GuestNews, CancellationToken, ValueTask> tell, TimeProvider time, ILogger log)
    {
        _socketPath = socketPath;
        _identified = identified;
        _identity = identity;
        _tell = tell;
        _time = time;
        _log = log;
        _addresses = new AddressNews(time);
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>The newest sample with the monotonic time of its arrival.</summary>
    public TimedSample? Sample => Volatile.Read(ref _sample);

    /// <summary>The guest took an identity in this boot and nothing newer was said.</summary>
    public bool Identified => _identified;

    /// <summary>When the guest last said something well-formed, null for never on this line.</summary>
    public DateTimeOffset? LastSeen => Interlocked.Read(ref _seen) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _writing.Dispose();
    }

    /// <summary>Asks the guest to shut down; false when the line does not stand.</summary>
    public Task<bool> ShutDownAsync(bool reboot, CancellationToken cancellationToken)
        => SendAsync(new HostFrame { Shutdown = new GuestShutdown(reboot) }, cancellationToken);

    /// <summary>Gives the identity again (a password came); false when the line does not stand.</summary>
    public Task<bool> SendIdentityAsync(CancellationToken cancellationToken)
    {
        var identity = _identity();
        _passwordSent = identity.Password is not null;
        return SendAsync(new HostFrame { Identity = identity }, cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var pause = ShortestPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken);
                await using var stream = new NetworkStream(socket, ownsSocket: false);
                _stream = stream;
                var fault = await SessionAsync(stream, cancellationToken);
                pause = fault is null ? ShortestPause : pause * 4;
                if (fault is not null)
                {
                    Log.Faulty(_log, _socketPath, fault);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The engine is going down, or has not made its socket yet: the actor learns of an end by itself.
                pause *= 2;
            }
            finally
            {
                _stream = null;
            }

            pause = pause > LongestPause ? LongestPause : pause;
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection; answers why it was ended by us, null when the other side closed it.</summary>
    private async Task<string?> SessionAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pings = PingAsync(session.Token);
        var frames = new GuestFrames(stream, _time);
        try
        {
            await foreach (var frame in frames.ReadAsync(session.Token))
            {
                await HandleAsync(frame, session.Token);
            }

            return frames.Fault;
        }
        finally
        {
            await session.CancelAsync();
            await pings.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_identified || IsSilent())
            {
                await SendAsync(new HostFrame { Ping = new GuestPing(_time.GetUtcNow()) }, cancellationToken);
            }

            await Task.Delay(PingEvery, _time, cancellationToken);
        }
    }

    private bool IsSilent() => LastSeen is not { } seen || _time.GetUtcNow() - seen > TimeSpan.FromSeconds(5);

    private async ValueTask HandleAsync(GuestFrame frame, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _seen, _time.GetUtcNow().UtcTicks);
        switch (frame)
        {
            case { Sample: { } sample }:
                Volatile.Write(ref _sample, new TimedSample(sample, _time.GetTimestamp()));
                if (_addresses.Takes(sample.Addresses))
                {
                    await _tell(this, new GuestNews.Addresses(sample.Addresses), cancellationToken);
                }

                break;
            case { Hello: { } hello }:
                _identified = false;
                _addresses.Forget();
                await _tell(this, new GuestNews.Hello(hello), cancellationToken);
                await SendIdentityAsync(cancellationToken);
                break;
            case { IdentityDone: { } done }:
                _identified = true;
                await _tell(this, new GuestNews.Identified(done, _passwordSent), cancellationToken);
                break;
            case { Goodbye: { } goodbye }:
                await _tell(this, new GuestNews.Goodbye(goodbye.Reboot), cancellationToken);
                break;
        }
    }

    private async Task<bool> SendAsync(HostFrame frame, CancellationToken cancellationToken)
    {
        if (_stream is not { } stream)
        {
            return false;
        }

        // A guest that does not read fills the socket: without a deadline its VM's actor would hang with it.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(WriteTime);
        try
        {
            await _writing.WaitAsync(deadline.Token);
            try
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(frame, GuestJson.Default.HostFrame), (byte)'\n'];
                await stream.WriteAsync(line, deadline.Token);
                return true;
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Control line {Socket} ended: {Fault}.")]
        public static partial void Faulty(ILogger logger, string socket, string fault);
    }
}
