using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>Runs one <see cref="AgentWatcher"/> for each known host, and finds hosts that other replicas enrolled or forgot.</summary>
internal sealed partial class AgentWatchers(AgentDirectory directory, AgentClients clients, WatchInterests interests, HostBook book, HostLeases leases, IEnumerable<IAgentListener> listeners, TimeProvider time, ILogger<AgentWatchers> log) : BackgroundService
{
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);
    private readonly Dictionary<HostId, (AgentWatcher Watcher, CancellationTokenSource Stop, Task Run)> _running = [];
    private readonly IReadOnlyList<IAgentListener> _listeners = [.. listeners];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var refreshing = RefreshAsync(stoppingToken);
        await using var subscription = directory.Feed.Subscribe();
        foreach (var id in subscription.Now.Keys)
        {
            Start(id, stoppingToken);
        }

        try
        {
            await foreach (var batch in subscription.ReadAsync(stoppingToken))
            {
                foreach (var (id, host) in batch)
                {
                    if (host is not null)
                    {
                        Start(id, stoppingToken);
                        _running[id].Watcher.Told(host);
                    }
                    else if (_running.Remove(id, out var gone))
                    {
                        await gone.Stop.CancelAsync();
                        await gone.Run;
                        gone.Stop.Dispose();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the process; below all watchers are awaited.
        }

        await Task.WhenAll([refreshing, .. _running.Values.Select(entry => entry.Run)]);
    }

    private void Start(HostId id, CancellationToken stoppingToken)
    {
        if (_running.ContainsKey(id))
        {
            return;
        }

        leases.Hurry();
        var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var watcher = new AgentWatcher(id, directory, clients, interests, book, _listeners, time, log);
        _running[id] = (watcher, stop, Task.Run(() => WatchAsync(watcher, stop.Token), CancellationToken.None));
    }

    private static async Task WatchAsync(AgentWatcher watcher, CancellationToken cancellationToken)
    {
        try
        {
            await watcher.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host was removed or the portal ends.
        }
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await directory.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RefreshFailed(log, DatabaseOutage.Told(e));
            }

            await Task.Delay(RefreshPeriod, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2121, LogLevel.Warning, "The list of hosts could not be read: {Reason}")]
        private static partial void RefreshFailed(ILogger logger, string reason, Exception? exception);

        public static void RefreshFailed(ILogger logger, (string Reason, Exception? Trace) told) => RefreshFailed(logger, told.Reason, told.Trace);
    }
}
