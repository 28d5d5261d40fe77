using Microsoft.Extensions.Hosting;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Operations;

/// <summary>Forgets ended operations and old idempotency keys, a thousand at a time, so that no sweep holds others up.</summary>
internal sealed partial class OperationSweeper(NpgsqlDataSource data, OperationFeed feed, OperationOptions options, TimeProvider time, ILogger<OperationSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>One sweep; how many operations were forgotten.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var forgotten = 0;
        int deleted;
        do
        {
            deleted = await RunAsync("DELETE FROM operations WHERE id IN (SELECT id FROM operations WHERE ended_at < now() - @age LIMIT 1000)", options.Retention, cancellationToken);
            forgotten += deleted;
        }
        while (deleted == 1000);

        await RunAsync("UPDATE operations SET idempotency_key = NULL, request_hash = NULL WHERE idempotency_key IS NOT NULL AND ended_at < now() - @age", options.KeyRetention, cancellationToken);
        feed.Prune();
        return forgotten;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception e) when (DatabaseOutage.Is(e))
                {
                    Log.Failed(logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private async Task<int> RunAsync(string sql, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand(sql);
        command.Parameters.AddWithValue("age", age);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2040, LogLevel.Warning, "Old operations cannot be forgotten now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
