using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Operations;

/// <summary>Hears what other replicas changed, on a connection of its own; when that breaks it connects again and reads everything anew.</summary>
internal sealed partial class OperationListener(
    DatabaseAddress address,
    OperationFeed feed,
    OperationSignals signals,
    IDbContextFactory<NexusDb> databases,
    ReplicaId replica,
    TimeProvider time,
    ILogger<OperationListener> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResyncEvery = TimeSpan.FromSeconds(30);

    private readonly HashSet<OperationId> _heard = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseOutage.Is(e))
            {
                Log.Broken(logger, e.Message);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        var own = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "nexus listen" };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        connection.Notification += (_, told) => Hear(told.Payload);
        await connection.OpenAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {OperationAnnouncer.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        // Whatever happened while nobody listened is in the rows; from here on it is announced.
        await feed.ResyncAsync(stoppingToken);
        signals.Wake();
        var synced = time.GetTimestamp();
        while (true)
        {
            await connection.WaitAsync(ResyncEvery, stoppingToken);
            if (_heard.Count > 0)
            {
                OperationId[] ids = [.. _heard];
                _heard.Clear();
                await ActAsync(ids, stoppingToken);
            }

            if (time.GetElapsedTime(synced) > ResyncEvery)
            {
                await feed.ResyncAsync(stoppingToken);
                synced = time.GetTimestamp();
            }
        }
    }

    private void Hear(string payload)
    {
        var parts = payload.Split('|');
        if (parts.Length != 2 || string.Equals(parts[0], replica.Value.ToString("D"), StringComparison.Ordinal))
        {
            return;
        }

        foreach (var text in parts[1].Split(','))
        {
            if (IdText.TryParse<OperationId>(text, out var id))
            {
                _heard.Add(id);
            }
        }
    }

    private async Task ActAsync(OperationId[] ids, CancellationToken stoppingToken)
    {
        await feed.RefreshAsync(ids, stoppingToken);
        signals.Wake();
        await using var db = await databases.CreateDbContextAsync(stoppingToken);
        var cancelled = await db.Set<OperationRow>().AsNoTracking()
            .Where(row => ids.Contains(row.Id) && row.CancelRequested && row.Status == OperationStatus.Running && row.LeaseOwner == replica.Value)
            .Select(row => row.Id).ToListAsync(stoppingToken);
        foreach (var id in cancelled)
        {
            signals.AskCancel(id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2030, LogLevel.Warning, "The line to the other replicas broke and is opened again: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);
    }
}
