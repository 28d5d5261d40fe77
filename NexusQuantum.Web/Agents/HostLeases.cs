using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// For each host one replica stores what its agent says: a row lease, renewed on its own loop. Two replicas believing in it at once
/// would store the same newest report twice, which changes nothing; so the lease saves work and never guards truth.
/// </summary>
internal sealed partial class HostLeases(IDbContextFactory<NexusDb> databases, ReplicaId replica, IServiceProvider services, ILogger<HostLeases> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);
    private readonly SemaphoreSlim _now = new(0, 1);
    private FrozenSet<HostId> _held = [];

    public bool Holds(HostId host) => _held.Contains(host);

    /// <summary>A new host waits for no period.</summary>
    public void Hurry()
    {
        try
        {
            _now.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody hurried already.
        }
    }

    public override void Dispose()
    {
        _now.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RenewAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, DatabaseOutage.Told(e));
            }

            await ((Task)_now.WaitAsync(Period, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"UPDATE hosts SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = {replica.Value}", cancellationToken);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or OperationCanceledException)
        {
            // The database went first; the lease runs out by itself.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            UPDATE hosts SET lease_owner = {replica.Value}, lease_until = now() + interval '15 seconds'
            WHERE lease_owner IS NULL OR lease_owner = {replica.Value} OR lease_until IS NULL OR lease_until < now()
            RETURNING id AS "Value"
            """).ToListAsync(cancellationToken);
        var held = ids.Select(id => new HostId(id)).ToFrozenSet();
        var gained = held.Except(_held).ToList();
        _held = held;
        if (gained.Count > 0)
        {
            foreach (var listener in services.GetServices<IAgentListener>())
            {
                gained.ForEach(listener.OnLease);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "Leases of hosts could not be renewed: {Reason}")]
        private static partial void Failed(ILogger logger, string reason, Exception? exception);

        public static void Failed(ILogger logger, (string Reason, Exception? Trace) told) => Failed(logger, told.Reason, told.Trace);
    }
}
