using System.Collections.Concurrent;
using System.Collections.Frozen;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Which host holds which bytes, as hosts said themselves: asked when a host comes within reach, then every minute.</summary>
internal sealed partial class HostImages(AgentDirectory directory, AgentClients clients, TimeProvider time, ILogger<HostImages> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<HostId, FrozenSet<Digest>> _held = new();
    private readonly ConcurrentDictionary<HostId, Task> _asking = new();
    private readonly ConcurrentDictionary<HostId, bool> _asked = new();
    private Action<HostId>? _changed;

    public bool Has(HostId host, Digest digest) => _held.TryGetValue(host, out var held) && held.Contains(digest);

    /// <summary>Whether a host was asked at all since it came within reach.</summary>
    public bool Knows(HostId host) => _held.ContainsKey(host);

    public IEnumerable<HostId> HoldersOf(Digest digest) => _held.Where(pair => pair.Value.Contains(digest)).Select(pair => pair.Key);

    /// <summary>Called after what a host holds changed.</summary>
    public void OnChanged(Action<HostId> changed) => _changed += changed;

    public void Add(HostId host, Digest digest)
    {
        _held.AddOrUpdate(host, _ => [digest], (_, held) => held.Append(digest).ToFrozenSet());
        _changed?.Invoke(host);
    }

    public void Remove(HostId host, Digest digest)
    {
        _held.AddOrUpdate(host, _ => [], (_, held) => held.Where(other => other != digest).ToFrozenSet());
        _changed?.Invoke(host);
    }

    /// <summary>Asks a host, or waits for the answer it is giving: machines created by the dozen ask once.</summary>
    public async Task RefreshAsync(HostId host, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = _asking.GetOrAdd(host, mine.Task);
        if (asking != mine.Task)
        {
            await asking.WaitAsync(cancellationToken);
            return;
        }

        try
        {
            await AskAsync(host, cancellationToken);
        }
        finally
        {
            _asking.TryRemove(new(host, mine.Task));
            mine.SetResult();
        }
    }

    /// <summary>Asks a host now.</summary>
    public async Task AskAsync(HostId host, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host, cancellationToken);
        if (!client.Ok)
        {
            return;
        }

        var images = await client.Value.ImagesAsync(cancellationToken);
        if (!images.Ok)
        {
            return;
        }

        _asked[host] = true;
        var now = images.Value.Select(image => image.Digest).ToFrozenSet();
        if (!_held.TryGetValue(host, out var before) || !before.SetEquals(now))
        {
            _held[host] = now;
            _changed?.Invoke(host);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var hosts = directory.Feed.Subscribe();
        var changes = FollowAsync(hosts, stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var host in directory.Feed.Snapshot().Where(host => host.Reachable))
            {
                await TryAskAsync(host.Id, stoppingToken);
            }
        }

        await changes;
    }

    private async Task FollowAsync(Live.LiveSubscription<HostId, KnownHost> hosts, CancellationToken stoppingToken)
    {
        await foreach (var batch in hosts.ReadAsync(stoppingToken))
        {
            foreach (var (id, host) in batch)
            {
                if (host is null)
                {
                    _held.TryRemove(id, out _);
                    _asked.TryRemove(id, out _);
                }
                else if (!host.Reachable)
                {
                    // Asked again at once when it is back; until then the last answer stands.
                    _asked.TryRemove(id, out _);
                }
                else if (!_asked.ContainsKey(id))
                {
                    await TryAskAsync(id, stoppingToken);
                }
            }
        }
    }

    private async Task TryAskAsync(HostId host, CancellationToken stoppingToken)
    {
        try
        {
            await AskAsync(host, stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(log, host, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Warning, "Host {Host} could not be asked for its images.")]
        public static partial void Failed(ILogger logger, HostId host, Exception exception);
    }
}
