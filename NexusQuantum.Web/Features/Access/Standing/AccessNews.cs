using Npgsql;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>
/// After a change to accounts, roles, sessions or tokens: makes it count here at once and tells the other replicas, which listen on a
/// connection of their own. News that are lost cost two seconds.
/// </summary>
internal sealed partial class AccessNews(DatabaseAddress address, NpgsqlDataSource data, Standings standings, ReplicaId replica, TimeProvider time, ILogger<AccessNews> logger) : BackgroundService
{
    private const string Channel = "nexus_access";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Call after the commit.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await standings.RefreshAsync(cancellationToken);
        await using var command = data.CreateCommand("SELECT pg_notify(@channel, @from)");
        command.Parameters.AddWithValue("channel", Channel);
        command.Parameters.AddWithValue("from", replica.Value.ToString("D"));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

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
                Log.Broken(logger, DatabaseOutage.Told(e).Reason);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        var own = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, KeepAlive = 10, ApplicationName = "nexus access news" };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        var heard = false;
        connection.Notification += (_, told) => heard |= !string.Equals(told.Payload, replica.Value.ToString("D"), StringComparison.Ordinal);
        await connection.OpenAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        while (true)
        {
            await connection.WaitAsync(Patience, stoppingToken);
            if (heard)
            {
                heard = false;
                await standings.RefreshAsync(stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4021, LogLevel.Debug, "The line for news about access broke and is opened again: {Reason}")]
        public static partial void Broken(ILogger logger, string reason);
    }
}
