using Microsoft.Extensions.Hosting;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;
using Npgsql;

namespace NexusQuantum.Web.Http;

/// <summary>Forgets kept answers after a day.</summary>
internal sealed partial class IdempotencySweeper(NpgsqlDataSource data, OperationOptions options, TimeProvider time, ILogger<IdempotencySweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await using var command = data.CreateCommand("DELETE FROM idempotency_records WHERE created_at < @old");
                    command.Parameters.AddWithValue("old", time.GetUtcNow() - options.KeyRetention);
                    await command.ExecuteNonQueryAsync(stoppingToken);
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

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "Kept answers cannot be forgotten now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
