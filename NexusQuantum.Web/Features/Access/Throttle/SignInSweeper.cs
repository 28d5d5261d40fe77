using Microsoft.Extensions.Hosting;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Tickets;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>Keeps the tables of tries and of spent tickets bounded, whatever names and addresses are made up.</summary>
internal sealed partial class SignInSweeper(NpgsqlDataSource data, SignInLimits limits, TicketOffice tickets, TimeProvider time, ILogger<SignInSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>One sweep; how many rows went.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand(ThrottleSql.Sweep);
        command.Parameters.AddWithValue("memory", limits.AccountMemory);
        command.Parameters.AddWithValue("most", limits.MostRows);
        return await command.ExecuteNonQueryAsync(cancellationToken);
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
                    await tickets.SweepAsync(stoppingToken);
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
        [LoggerMessage(4020, LogLevel.Warning, "Old sign-in tries cannot be forgotten now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
