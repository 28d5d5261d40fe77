using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// By which certificate each host is believed: one, and while it is renewed a second, so that a portal that dies between the agent's
/// taking it and our writing it down still knows the agent. What a host shows when it is next connected to decides which it is.
/// </summary>
internal sealed class HostBook(IDbContextFactory<NexusDb> databases, AgentDirectory directory, TimeProvider time)
{
    /// <summary>A renewal of which nothing more was heard; the agent shows the old certificate or, once seen, the new.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    /// <summary>A host was connected to and believed: notes its certificate and addresses, where they are news.</summary>
    public async Task SeenAsync(HostId id, ShownCertificate? shown, ImmutableArray<OwnAddress> addresses, CancellationToken cancellationToken)
    {
        if (directory.Find(id) is not { } known)
        {
            return;
        }

        try
        {
            if (shown is not null && (known.CertificateFingerprint is null || shown.Fingerprint == known.NextFingerprint))
            {
                await SettleAsync(id, shown, cancellationToken);
            }

            var news = known.Addresses with { Own = HostAddress.Clean(addresses) };
            if (!news.Own.IsEmpty && news != known.Addresses)
            {
                await ChangeAsync(id, rows => rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.Addresses, news), cancellationToken), cancellationToken);
            }
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            // The host is followed all the same; the next connection tells it again.
        }
    }

    /// <summary>Lets a host show a second certificate; false while another renewal runs.</summary>
    public async Task<bool> ExpectAsync(HostId id, string next, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await ChangeAsync(
            id,
            rows => rows.Where(row => row.NextFingerprint == null || row.NextAt < now - Forgotten)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextFingerprint, next).SetProperty(row => row.NextAt, now), cancellationToken),
            cancellationToken) > 0;
    }

    /// <summary>The agent refused the second certificate.</summary>
    public Task DropAsync(HostId id, string next, CancellationToken cancellationToken)
        => ChangeAsync(id, rows => rows.Where(row => row.NextFingerprint == next).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextFingerprint, (string?)null).SetProperty(row => row.NextAt, (DateTimeOffset?)null), cancellationToken), cancellationToken);

    /// <summary>From now on the host is believed by this certificate only, if it is the one expected, or the first that is seen.</summary>
    public Task SettleAsync(HostId id, ShownCertificate shown, CancellationToken cancellationToken)
        => ChangeAsync(
            id,
            rows => rows.Where(row => row.CertificateFingerprint == null || row.NextFingerprint == shown.Fingerprint).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.CertificateFingerprint, shown.Fingerprint)
                    .SetProperty(row => row.CertificateIssuedAt, shown.IssuedAt)
                    .SetProperty(row => row.CertificateExpiresAt, shown.ExpiresAt)
                    .SetProperty(row => row.NextFingerprint, (string?)null)
                    .SetProperty(row => row.NextAt, (DateTimeOffset?)null),
                cancellationToken),
            cancellationToken);

    private async Task<int> ChangeAsync(HostId id, Func<IQueryable<HostRow>, Task<int>> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await change(db.Set<HostRow>().Where(row => row.Id == id));
        if (await db.Set<HostRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row)
        {
            directory.Apply(row);
        }

        return changed;
    }
}
