using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>
/// Writes samples off the live path: what came within a second goes in one binary COPY per table, with synchronous_commit off (a lost
/// second of figures is no loss). What waits is bounded and drops the oldest; how much was dropped is told.
/// </summary>
internal sealed partial class MetricStore : BackgroundService
{
    private const int MostWaiting = 2000;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger<MetricStore> _log;
    private readonly Channel<StampedBatch> _waiting;
    private long _dropped;
    private DateOnly _readyTo = DateOnly.MinValue;

    public MetricStore(NpgsqlDataSource source, TimeProvider time, ILogger<MetricStore> log)
    {
        (_source, _time, _log) = (source, time, log);
        _waiting = Channel.CreateBounded<StampedBatch>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Samples written since the start.</summary>
    public long Written { get; private set; }

    public void Add(StampedBatch batch) => _waiting.Writer.TryWrite(batch);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(_log, DatabaseOutage.Told(e));
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            Log.Dropped(_log, dropped);
        }

        var batches = new List<StampedBatch>();
        while (_waiting.Reader.TryRead(out var batch))
        {
            batches.Add(batch);
        }

        if (batches.Count == 0)
        {
            return;
        }

        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var day = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (_readyTo < day.AddDays(1))
        {
            // Yesterday too: samples of the seconds around midnight, and clocks a little behind.
            for (var ahead = -1; ahead <= 2; ahead++)
            {
                await MetricTables.EnsureDayAsync(connection, day.AddDays(ahead), cancellationToken);
            }

            _readyTo = day.AddDays(2);
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var relaxed = new NpgsqlCommand("SET LOCAL synchronous_commit = off", connection, transaction))
        {
            await relaxed.ExecuteNonQueryAsync(cancellationToken);
        }

        await CopyAsync(connection, MetricKinds.Host, batches.Select(batch => (batch.At, batch.Host.Value, batch.Batch.Host)), cancellationToken);
        await CopyAsync(connection, MetricKinds.Vm, batches.SelectMany(batch => batch.Batch.Vms.Select(vm => (batch.At, vm.Vm.Value, vm))), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Written += batches.Sum(batch => 1 + batch.Batch.Vms.Length);
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, MetricColumns<T> kind, IEnumerable<(DateTimeOffset At, Guid Id, T Sample)> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {kind.Raw} (t, id, {string.Join(", ", kind.Names)}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (at, id, sample) in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            foreach (var value in kind.Values(sample))
            {
                if (value is { } number && double.IsFinite(number))
                {
                    await copy.WriteAsync((float)number, NpgsqlDbType.Real, cancellationToken);
                }
                else
                {
                    await copy.WriteNullAsync(cancellationToken);
                }
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(3401, LogLevel.Warning, "Samples could not be stored: {Reason}")]
        private static partial void Failed(ILogger logger, string reason, Exception? exception);

        public static void Failed(ILogger logger, (string Reason, Exception? Trace) told) => Failed(logger, told.Reason, told.Trace);

        [LoggerMessage(3402, LogLevel.Warning, "{Count} batches of samples were dropped because the database was slow.")]
        public static partial void Dropped(ILogger logger, long count);
    }
}
