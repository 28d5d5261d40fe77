using Microsoft.Extensions.Hosting;
using Npgsql;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// Tells other replicas what changed: after the commit and many at once, because a NOTIFY inside a transaction makes all commits
/// of the server wait for each other. A lost announcement costs a second, never an operation.
/// </summary>
internal sealed partial class OperationAnnouncer(NpgsqlDataSource data, OperationSignals signals, ReplicaId replica, TimeProvider time, ILogger<OperationAnnouncer> logger) : BackgroundService
{
    public const string Channel = "nexus_operations";

    // 100 ids of 37 characters and ours: well below PostgreSQL's 8000 bytes per payload.
    private const int IdsPerPayload = 100;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signals.Announcer.ReadAsync(stoppingToken);
                await using var command = data.CreateCommand("SELECT pg_notify(@channel, payload) FROM unnest(@payloads) AS payload");
                command.Parameters.AddWithValue("channel", Channel);
                command.Parameters.AddWithValue("payloads", signals.TakeChanged().Chunk(IdsPerPayload).Select(ids => $"{replica.Value:D}|{string.Join(',', ids)}").ToArray());
                await command.ExecuteNonQueryAsync(stoppingToken);
                await Task.Delay(Gather, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseOutage.Is(e))
            {
                Log.NotTold(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Debug, "Other replicas were not told of a change: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
