using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Agents;

/// <summary>Renews agents' certificates at two thirds of their life; see <see cref="CertificateRotation"/>.</summary>
internal sealed partial class CertificateRenewal(AgentDirectory directory, CertificateRotation rotation, HostLeases leases, TimeProvider time, ILogger<CertificateRenewal> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            foreach (var host in directory.Feed.Snapshot().Where(Due))
            {
                try
                {
                    var renewed = await rotation.RotateAsync(Caller.System, host.Id, stoppingToken);
                    if (!renewed.Ok)
                    {
                        Log.Failed(log, host.Name, renewed.Error.Message, null);
                    }
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(log, host.Name, "an unexpected fault", e);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool Due(KnownHost host)
        => host.Reachable && leases.Holds(host.Id) && time.GetUtcNow() > host.CertificateExpiresAt - (CertificateAuthority.Lifetime / 3);

    private static partial class Log
    {
        [LoggerMessage(2141, LogLevel.Warning, "The certificate of host {Host} could not be renewed: {Reason}")]
        public static partial void Failed(ILogger logger, string host, string reason, Exception? exception);
    }
}
