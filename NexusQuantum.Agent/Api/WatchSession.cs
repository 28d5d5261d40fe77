using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using NexusQuantum.Agent.Metrics;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Api;

/// <summary>
/// One watch. Reports wait in a table by VM, so a slow reader gets the newest of each and never more than there are VMs; samples
/// wait in their subscription's short queue. Two tasks: one sends, one reads which VMs are looked at.
/// </summary>
internal sealed class WatchSession(WebSocket socket, ReportBoard board, MetricFeed feed, HostPicture picture, TimeProvider time) : IReportFollower, IDisposable
{
    // 64 Ki ids of 39 bytes, and the object around them.
    private const int MaxInterest = 3 * 1024 * 1024;
    private static readonly TimeSpan FactsEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<VmId, WatchFrame> _changes = [];
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public async Task RunAsync(HostId host, ImmutableArray<OwnAddress> addresses, string? epoch, long since, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var samples = feed.Subscribe(Signal);
        var cut = board.Follow(this, epoch, since);
        var reading = ReadInterestAsync(samples, end);
        try
        {
            var facts = picture.Measure();
            await SendAsync(new WatchFrame { Hello = new WatchHello(cut.Epoch, host, cut.Version, time.GetUtcNow()) { Addresses = addresses } }, end.Token);
            await SendAsync(new WatchFrame { Host = facts }, end.Token);
            foreach (var report in cut.Changed)
            {
                await SendAsync(new WatchFrame { Vm = report }, end.Token);
            }

            await SendAsync(new WatchFrame { Synced = new WatchSynced(cut.Version, cut.Vms) }, end.Token);
            await StreamAsync(samples, facts, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            // The portal left, or we stop.
        }
        finally
        {
            board.Unfollow(this);
            await Sockets.CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "the agent stops");
            await end.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Changed(VmReport report) => Note(report.Id, new WatchFrame { Vm = report });

    public void Removed(VmRemoved removed) => Note(removed.Id, new WatchFrame { Removed = removed });

    public void Dispose() => _signal.Dispose();

    private void Note(VmId id, WatchFrame frame)
    {
        lock (_lock)
        {
            _changes[id] = frame;
        }

        Signal();
    }

    private void Signal()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    private async Task StreamAsync(MetricSubscription samples, HostFacts facts, CancellationToken cancellationToken)
    {
        var factsAt = time.GetTimestamp();
        while (true)
        {
            // Samples come each second, so this also paces the look at the facts.
            await _signal.WaitAsync(cancellationToken);
            foreach (var frame in TakeChanges())
            {
                await SendAsync(frame, cancellationToken);
            }

            while (samples.Take() is { } batch)
            {
                await SendAsync(new WatchFrame { Metrics = batch }, cancellationToken);
            }

            if (time.GetElapsedTime(factsAt) >= FactsEvery)
            {
                factsAt = time.GetTimestamp();
                var now = picture.Measure();
                if (HostPicture.Differ(facts, now))
                {
                    facts = now;
                    await SendAsync(new WatchFrame { Host = facts }, cancellationToken);
                }
            }
        }
    }

    private WatchFrame[] TakeChanges()
    {
        lock (_lock)
        {
            if (_changes.Count == 0)
            {
                return [];
            }

            WatchFrame[] changes = [.. _changes.Values];
            _changes.Clear();
            return changes;
        }
    }

    private Task SendAsync(WatchFrame frame, CancellationToken cancellationToken)
        => Sockets.SendAsync(socket, frame, AgentJson.Default.WatchFrame, _buffer, cancellationToken);

    private async Task ReadInterestAsync(MetricSubscription samples, CancellationTokenSource end)
    {
        // Grows to what is sent; a portal that looks at few VMs needs little.
        var buffer = new byte[4096];
        while (!end.IsCancellationRequested)
        {
            var total = 0;
            while (true)
            {
                ValueWebSocketReceiveResult received;
                try
                {
                    received = await socket.ReceiveAsync(buffer.AsMemory(total), end.Token);
                }
                catch (Exception e) when (e is WebSocketException or OperationCanceledException)
                {
                    received = new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
                }

                total += received.Count;
                if (received.MessageType == WebSocketMessageType.Close || total > MaxInterest)
                {
                    await end.CancelAsync();
                    return;
                }

                if (received.EndOfMessage)
                {
                    break;
                }

                if (total == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            if (Parse(buffer.AsSpan(0, total)) is { } interest)
            {
                samples.Watched = interest.Watched.IsDefault ? [] : interest.Watched.ToFrozenSet();
            }
        }
    }

    private static WatchInterest? Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, AgentJson.Default.WatchInterest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
