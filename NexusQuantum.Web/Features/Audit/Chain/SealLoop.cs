using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// Each second: seals. Each hour: months ahead, old months dropped, rows of other clusters looked for; each day the whole chain is
/// verified, since a seal that nobody looks at proves nothing. Every replica runs it; the end of the chain lets one through at a time.
/// </summary>
internal sealed partial class SealLoop(AuditSealer sealer, AuditMonths months, AuditWatch watch, TimeProvider time, ILogger<SealLoop> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tidying = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Looking = TimeSpan.FromDays(1);
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var (tidyAt, lookAt) = (DateTimeOffset.MinValue, time.GetUtcNow() + Tidying);
        do
        {
            var now = time.GetUtcNow();
            try
            {
                var due = now >= tidyAt;
                await sealer.RunAsync(strangers: due, stoppingToken);
                if (due)
                {
                    tidyAt = now + (await TidyAsync(now, stoppingToken) ? Tidying : Again);
                }

                if (now >= lookAt)
                {
                    lookAt = now + Looking;
                    await LookAsync(stoppingToken);
                }

                _failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_failing)
                {
                    Log.Failed(log, DatabaseOutage.Told(e));
                }

                _failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>False when a long transaction held a lock: soon again.</summary>
    private async Task<bool> TidyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await months.EnsureAsync(cancellationToken);
            foreach (var month in await months.DropOldAsync(now, cancellationToken))
            {
                Log.Dropped(log, month);
            }

            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if ((await watch.VerifyAsync(cancellationToken)).Value is { Break: { } broken })
        {
            Log.Tampered(log, broken.Text);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3601, LogLevel.Warning, "The audit could not be sealed: {Reason}")]
        private static partial void Failed(ILogger logger, string reason, Exception? exception);

        public static void Failed(ILogger logger, (string Reason, Exception? Trace) told) => Failed(logger, told.Reason, told.Trace);

        [LoggerMessage(3602, LogLevel.Information, "Audit of {Month:yyyy-MM} dropped by retention; its seals stay.")]
        public static partial void Dropped(ILogger logger, DateOnly month);

        [LoggerMessage(3603, LogLevel.Error, "The audit was tampered with: {What}")]
        public static partial void Tampered(ILogger logger, string what);
    }
}
