using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>Stores what hosts last said of themselves, so that a portal just started shows it with its age.</summary>
internal sealed partial class HostFactsKeeper(AgentDirectory directory, HostLeases leases, IDbContextFactory<NexusDb> databases, TimeProvider time, ILogger<HostFactsKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly Dictionary<HostId, KnownHost> _stored = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var host in directory.Feed.Snapshot().Where(host => host.LastSeenAt is not null && leases.Holds(host.Id)))
                {
                    await StoreAsync(host, stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
            }
        }
    }

    private async Task StoreAsync(KnownHost host, CancellationToken cancellationToken)
    {
        var before = _stored.GetValueOrDefault(host.Id);
        // The time alone is worth a write once a minute; ages are shown in minutes by then.
        if (before is not null && before.Facts == host.Facts && host.LastSeenAt - before.LastSeenAt < TimeSpan.FromMinutes(1))
        {
            return;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<HostRow>().Where(row => row.Id == host.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Facts, host.Facts).SetProperty(row => row.LastSeenAt, host.LastSeenAt), cancellationToken);
        _stored[host.Id] = host;
    }

    private static partial class Log
    {
        [LoggerMessage(2151, LogLevel.Warning, "Facts of hosts could not be stored.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
