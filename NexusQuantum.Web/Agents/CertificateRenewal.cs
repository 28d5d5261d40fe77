using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>Renews agents' certificates at two thirds of their life; the agent makes key and request, we sign.</summary>
internal sealed partial class CertificateRenewal(AgentDirectory directory, AgentClients clients, HostLeases leases, AuthorityVault vault, IDbContextFactory<NexusDb> databases, TimeProvider time, ILogger<CertificateRenewal> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>Renews one host's certificate now.</summary>
    public async Task<Result<Done>> RenewAsync(KnownHost host, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host.Id, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        var asked = await client.Value.AskRequestAsync(cancellationToken);
        if (!asked.Ok)
        {
            return asked.Error;
        }

        var csr = new byte[asked.Value.Csr.Length];
        if (!Convert.TryFromBase64String(asked.Value.Csr, csr, out var length))
        {
            return EnrollmentErrors.BadRequest("it is not base64");
        }

        var authority = await vault.GetAsync(cancellationToken);
        var issued = authority.IssueHost(host.Id, csr[..length]);
        if (!issued.Ok)
        {
            return issued.Error;
        }

        using var certificate = issued.Value;
        var granted = await client.Value.GrantAsync(new CertificateGrant(certificate.ExportCertificatePem()), cancellationToken);
        if (!granted.Ok)
        {
            return granted.Error;
        }

        var expires = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<HostRow>().Where(row => row.Id == host.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CertificateExpiresAt, expires), cancellationToken);
        directory.Update(host.Id, known => known with { CertificateExpiresAt = expires });
        return Done.Value;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            foreach (var host in directory.Feed.Snapshot().Where(Due))
            {
                try
                {
                    var renewed = await RenewAsync(host, stoppingToken);
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
