using Npgsql;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Each minute: roll-ups, by one replica at a time. Each hour: partitions ahead, old ones dropped. All of it may run twice.</summary>
internal sealed partial class MetricUpkeep(NpgsqlDataSource source, MetricIntake intake, TimeProvider time, ILogger<MetricUpkeep> log) : BackgroundService
{
    private const int RawDays = 2;
    private const int MinuteDays = 30;
    private const long Lock = 0x6e78_6d65_7472_6963;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private DateTimeOffset _tidied = DateTimeOffset.MinValue;

    /// <summary>Rolls up what is complete: whole minutes and hours, and a little of what was done before for late samples.</summary>
    public async Task RollUpAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({Lock})", connection, transaction))
        {
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            {
                return;
            }
        }

        var minute = Floor(now, TimeSpan.FromMinutes(1));
        var hour = Floor(now, TimeSpan.FromHours(1));
        await RollUpAsync(connection, MetricKinds.Vm, MetricKinds.Vm.Raw, MetricKinds.Vm.Minutes, "minute", minute, TimeSpan.FromDays(RawDays), TimeSpan.FromMinutes(3), cancellationToken);
        await RollUpAsync(connection, MetricKinds.Host, MetricKinds.Host.Raw, MetricKinds.Host.Minutes, "minute", minute, TimeSpan.FromDays(RawDays), TimeSpan.FromMinutes(3), cancellationToken);
        await RollUpAsync(connection, MetricKinds.Vm, MetricKinds.Vm.Minutes, MetricKinds.Vm.Hours, "hour", hour, TimeSpan.FromDays(MinuteDays), TimeSpan.FromHours(2), cancellationToken);
        await RollUpAsync(connection, MetricKinds.Host, MetricKinds.Host.Minutes, MetricKinds.Host.Hours, "hour", hour, TimeSpan.FromDays(MinuteDays), TimeSpan.FromHours(2), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = time.GetUtcNow();
                if (now - _tidied > TimeSpan.FromHours(1))
                {
                    await TidyAsync(now, stoppingToken);
                    _tidied = now;
                }

                await RollUpAsync(now, stoppingToken);
                intake.Sweep();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
            }
        }
    }

    private async Task TidyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await MetricTables.EnsureDayAsync(connection, day.AddDays(1), cancellationToken);
        await MetricTables.EnsureDayAsync(connection, day.AddDays(2), cancellationToken);
        await MetricTables.DropOldAsync(connection, day.AddDays(-RawDays), day.AddDays(-MinuteDays), cancellationToken);
    }

    private static async Task RollUpAsync<T>(NpgsqlConnection connection, MetricColumns<T> kind, string from, string to, string unit, DateTimeOffset end, TimeSpan furthest, TimeSpan again, CancellationToken cancellationToken)
    {
        // From where the coarser table ends, a little earlier for late samples; all there is when it is empty.
        await using var newest = new NpgsqlCommand($"SELECT max(t) FROM {to} WHERE t > $1", connection);
        newest.Parameters.Add(new NpgsqlParameter { Value = (end - furthest).UtcDateTime });
        var start = await newest.ExecuteScalarAsync(cancellationToken) is DateTime done ? new DateTimeOffset(done, TimeSpan.Zero) - again : end - furthest;
        await using var command = new NpgsqlCommand(MetricTables.RollUp(kind, from, to, unit), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = start.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter { Value = end.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan unit) => new(at.UtcTicks - (at.UtcTicks % unit.Ticks), TimeSpan.Zero);

    private static partial class Log
    {
        [LoggerMessage(3411, LogLevel.Warning, "Samples could not be rolled up or tidied.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
