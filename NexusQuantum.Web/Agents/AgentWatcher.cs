using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// Follows one host for as long as it is known: 1. opens the watch, resuming where it was; 2. checks the hello; 3. passes frames to
/// the listeners in order; 4. when it ends, says the host cannot be reached and tries again with jittered back-off of at most 5 s.
/// Nothing is ever done to a VM because a watch failed.
/// </summary>
internal sealed partial class AgentWatcher(HostId host, AgentDirectory directory, AgentClients clients, WatchInterests interests, HostBook book, IReadOnlyList<IAgentListener> listeners, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lived = TimeSpan.FromSeconds(2);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly Lock _gate = new();
    private string? _epoch;
    private long _seen;
    private (string Address, string? Fingerprint, CancellationTokenSource End)? _stream;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var (opened, why) = await OnceAsync(cancellationToken);
            // A stream that lived and ended may be an agent's restart: the next try comes at once and decides what is shown.
            if (opened && time.GetElapsedTime(began) > Lived)
            {
                failures = 0;
                continue;
            }

            if (why.Type != AgentErrors.UnreachableType && directory.Find(host)?.UnreachableType != why.Type)
            {
                Log.Refused(log, host, why.Message);
            }

            directory.Update(host, known => known.Away(why));
            failures++;
            var longest = Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(failures, 6)));
            await Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2))), time, cancellationToken);
        }
    }

    /// <summary>The host's row changed: a stream to another address, or under a certificate that is not believed any more, ends at once.</summary>
    public void Told(KnownHost known)
    {
        lock (_gate)
        {
            if (_stream is { } stream && (stream.Address != known.Address || (stream.Fingerprint is { } shown && !known.Believes(shown))))
            {
                stream.End.Cancel();
            }
        }
    }

    private async Task<(bool Opened, Error Why)> OnceAsync(CancellationToken cancellationToken)
    {
        var opened = false;
        try
        {
            var open = await OpenAsync(cancellationToken);
            if (!open.Ok)
            {
                return (false, open.Error);
            }

            opened = true;
            var (client, socket) = open.Value;
            using (socket)
            {
                return (true, await UntilToldAsync(client, socket, cancellationToken) ?? Lost("Its agent closed the connection."));
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is JsonException or InvalidDataException)
        {
            Log.Broke(log, host, e.Message);
            return (opened, Lost("Its agent speaks in a way this release does not understand."));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is WebSocketException or IOException or OperationCanceledException)
        {
            Log.Broke(log, host, e.Message);
            return (opened, Lost("The connection to its agent broke."));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(log, host, e);
            return (false, Lost("The portal could not follow its agent; see the portal's log."));
        }
    }

    private static Error Lost(string reason) => AgentErrors.NotSeenYet with { Message = reason };

    private async Task<Result<(AgentClient Client, WebSocket Socket)>> OpenAsync(CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        var socket = await client.Value.WatchAsync(_epoch, _seen, cancellationToken);
        return socket.Ok ? (client.Value, socket.Value) : socket.Error;
    }

    /// <summary>Follows until the stream ends; why, when the portal ended it.</summary>
    private async Task<Error?> UntilToldAsync(AgentClient client, WebSocket socket, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_gate)
        {
            _stream = (client.Host.Address, client.Shown?.Fingerprint, end);
        }

        try
        {
            // What changed between the dial and now was told to no stream.
            if (directory.Find(host) is { } known)
            {
                Told(known);
            }

            return await FollowAsync(client, socket, end.Token);
        }
        catch (Exception e) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is OperationCanceledException or WebSocketException or IOException)
        {
            return Lost("Its address or certificate was changed; it is dialled anew.");
        }
        finally
        {
            lock (_gate)
            {
                _stream = null;
            }
        }
    }

    private async Task<Error?> FollowAsync(AgentClient client, WebSocket socket, CancellationToken cancellationToken)
    {
        // 2. The certificate named the host already; a hello for another one is an agent that mixed up its directories.
        var first = await JsonSocket.ReceiveAsync(socket, _buffer, AgentJson.Default.WatchFrame, cancellationToken);
        if (first?.Hello is not { } hello || hello.HostId != host)
        {
            throw new InvalidDataException("The watch did not begin with a hello of this host.");
        }

        if (!string.Equals(_epoch, hello.Epoch, StringComparison.Ordinal))
        {
            (_epoch, _seen) = (hello.Epoch, 0);
        }

        var now = time.GetUtcNow();
        var skew = Math.Round((hello.Clock - now).TotalSeconds, 1);
        if (!ClockRule.Bears(hello.Clock, now))
        {
            directory.Update(host, known => known with { ClockSkewSeconds = skew });
            return Refusals.Clock(client.Host.Name, hello.Clock, now);
        }

        await book.SeenAsync(host, client.Shown, hello.Addresses, cancellationToken);
        directory.Update(host, known => known.Answering() with { LastSeenAt = now, ClockSkewSeconds = skew });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellInterestAsync(socket, ending.Token);
        try
        {
            while (await JsonSocket.ReceiveAsync(socket, _buffer, AgentJson.Default.WatchFrame, cancellationToken) is { } frame)
            {
                Pass(frame);
            }

            return null;
        }
        finally
        {
            await ending.CancelAsync();
            await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Pass(WatchFrame frame)
    {
        var epoch = _epoch!; // set by the hello before any other frame is read
        if (frame.Host is { } facts)
        {
            directory.Update(host, known => known with { Facts = facts, LastSeenAt = time.GetUtcNow() });
        }

        if (frame.Vm is { } report)
        {
            _seen = Math.Max(_seen, report.Version);
            Each(listener => listener.OnReport(host, epoch, report));
        }

        if (frame.Removed is { } removed)
        {
            _seen = Math.Max(_seen, removed.Version);
            Each(listener => listener.OnRemoved(host, epoch, removed));
        }

        if (frame.Synced is { } synced)
        {
            _seen = Math.Max(_seen, synced.Version);
            Each(listener => listener.OnSynced(host, epoch, synced));
        }

        if (frame.Metrics is { } batch)
        {
            directory.Update(host, known => time.GetUtcNow() - known.LastSeenAt > TimeSpan.FromSeconds(5) ? known with { LastSeenAt = time.GetUtcNow() } : known);
            Each(listener => listener.OnMetrics(host, batch));
        }
    }

    private void Each(Action<IAgentListener> tell)
    {
        foreach (var listener in listeners)
        {
            tell(listener);
        }
    }

    private async Task TellInterestAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        wake.Writer.TryWrite(true);
        void OnChanged(HostId changed)
        {
            if (changed == host)
            {
                wake.Writer.TryWrite(true);
            }
        }

        interests.Subscribe(OnChanged);
        try
        {
            while (await wake.Reader.WaitToReadAsync(cancellationToken))
            {
                wake.Reader.TryRead(out _);
                await JsonSocket.SendAsync(socket, new WatchInterest(interests.Of(host)), AgentJson.Default.WatchInterest, cancellationToken);
                // A page that opens and closes quickly must not make a message each time.
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
        }
        finally
        {
            interests.Unsubscribe(OnChanged);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Information, "The watch of host {Host} ended: {Reason}")]
        public static partial void Broke(ILogger logger, HostId host, string reason);

        [LoggerMessage(2113, LogLevel.Warning, "Host {Host} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, HostId host, string reason);

        [LoggerMessage(2112, LogLevel.Error, "The watch of host {Host} failed.")]
        public static partial void Failed(ILogger logger, HostId host, Exception exception);
    }
}
