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
internal sealed partial class AgentWatcher(HostId host, AgentDirectory directory, AgentClients clients, WatchInterests interests, IReadOnlyList<IAgentListener> listeners, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lived = TimeSpan.FromSeconds(2);
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private string? _epoch;
    private long _seen;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var (opened, reason) = await OnceAsync(cancellationToken);
            // A stream that lived and ended may be an agent's restart: the next try comes at once and decides what is shown.
            if (opened && time.GetElapsedTime(began) > Lived)
            {
                failures = 0;
                continue;
            }

            directory.Update(host, known => known with { Reachable = false, UnreachableReason = reason });
            failures++;
            var longest = Math.Min(LongestPause.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(failures, 6)));
            await Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2))), time, cancellationToken);
        }
    }

    private async Task<(bool Opened, string Reason)> OnceAsync(CancellationToken cancellationToken)
    {
        var opened = false;
        try
        {
            var open = await OpenAsync(cancellationToken);
            if (!open.Ok)
            {
                return (false, open.Error.Message);
            }

            opened = true;
            using var socket = open.Value;
            await FollowAsync(socket, cancellationToken);
            return (true, "Its agent closed the connection.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is JsonException or InvalidDataException)
        {
            Log.Broke(log, host, e.Message);
            return (opened, "Its agent speaks in a way this release does not understand.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is WebSocketException or IOException or OperationCanceledException)
        {
            Log.Broke(log, host, e.Message);
            return (opened, "The connection to its agent broke.");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(log, host, e);
            return (false, "The portal could not follow its agent; see the portal's log.");
        }
    }

    private async Task<Result<WebSocket>> OpenAsync(CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host, cancellationToken);
        return client.Ok ? await client.Value.WatchAsync(_epoch, _seen, cancellationToken) : client.Error;
    }

    private async Task FollowAsync(WebSocket socket, CancellationToken cancellationToken)
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
        directory.Update(host, known => known with { Reachable = true, UnreachableReason = null, LastSeenAt = now, ClockSkewSeconds = skew });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellInterestAsync(socket, ending.Token);
        try
        {
            while (await JsonSocket.ReceiveAsync(socket, _buffer, AgentJson.Default.WatchFrame, cancellationToken) is { } frame)
            {
                Pass(frame);
            }
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

        [LoggerMessage(2112, LogLevel.Error, "The watch of host {Host} failed.")]
        public static partial void Failed(ILogger logger, HostId host, Exception exception);
    }
}
