using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// Gives a host a new key and certificate: 1. its agent makes the key and asks; 2. we sign, and write down that it may show the new
/// certificate; 3. the agent takes it; 4. from then on the old one is refused, and the watch is opened anew under the new one. The
/// key never leaves the host.
/// </summary>
internal sealed class CertificateRotation(AgentDirectory directory, AgentClients clients, AuthorityVault vault, HostBook book, AuditTrail trail, IDbContextFactory<NexusDb> databases)
{
    public async Task<Result<Done>> RotateAsync(Caller caller, HostId id, CancellationToken cancellationToken)
    {
        // 1.
        var client = await clients.ForAsync(id, cancellationToken);
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

        // 2.
        var issued = (await vault.GetAsync(cancellationToken)).IssueHost(id, csr[..length]);
        if (!issued.Ok)
        {
            return issued.Error;
        }

        using var certificate = issued.Value;
        var next = ShownCertificate.Of(certificate);
        var before = directory.Find(id);
        if (!await book.ExpectAsync(id, next.Fingerprint, cancellationToken))
        {
            return EnrollmentErrors.Renewing(client.Value.Host.Name);
        }

        // 3. Whoever asked may hang up; what was begun is ended, and has its own deadlines.
        var granted = await client.Value.GrantAsync(new CertificateGrant(certificate.ExportCertificatePem()), CancellationToken.None);
        if (!granted.Ok)
        {
            // Of an answer that did not come nobody knows whether the agent took it; the next connection shows it.
            if (!AgentErrors.IsAway(granted.Error))
            {
                await book.DropAsync(id, next.Fingerprint, CancellationToken.None);
            }

            return granted.Error;
        }

        // 4.
        await book.SettleAsync(id, next, CancellationToken.None);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        trail.Add(db, caller, new AuditAct("host.certificate", "host", id.ToString(), client.Value.Host.Name)
        {
            Before = Told(before?.CertificateFingerprint, before?.CertificateExpiresAt),
            After = Told(next.Fingerprint, next.ExpiresAt),
        });
        await db.SaveChangesAsync(CancellationToken.None);
        return Done.Value;
    }

    private static Dictionary<string, string?> Told(string? fingerprint, DateTimeOffset? expires)
        => new(StringComparer.Ordinal) { ["fingerprint"] = fingerprint, ["expires"] = $"{expires?.UtcDateTime:u}" };
}
