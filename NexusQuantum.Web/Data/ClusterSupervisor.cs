using Microsoft.Extensions.Hosting;

namespace NexusQuantum.Web.Data;

/// <summary>Starts the private cluster again when it dies; meanwhile requests are answered 503.</summary>
internal sealed partial class ClusterSupervisor(PrivateCluster cluster, TimeProvider time, ILogger<ClusterSupervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Look;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested || cluster.Pid is not null)
            {
                pause = Look;
                continue;
            }

            try
            {
                Log.Died(logger);
                await cluster.EnsureRunningAsync(stoppingToken);
                pause = Look;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Top of the loop. The orphans of a killed postmaster need a moment to go; then the next try succeeds.
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Log.NotYet(logger, e.Message, pause);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "The private PostgreSQL cluster died; starting it again")]
        public static partial void Died(ILogger logger);

        [LoggerMessage(1011, LogLevel.Warning, "The private PostgreSQL cluster does not start yet ({Reason}); next try in {Pause}")]
        public static partial void NotYet(ILogger logger, string reason, TimeSpan pause);
    }
}
