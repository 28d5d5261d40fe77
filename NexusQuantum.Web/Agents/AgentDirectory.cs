using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// The hosts this replica knows, live. Rows say which exist; this replica's own watch streams say which can be reached. Another
/// replica's changes are found by <see cref="RefreshAsync"/>.
/// </summary>
internal sealed class AgentDirectory(IDbContextFactory<NexusDb> databases)
{
    /// <summary>Every host; a change of any field is a change of the feed.</summary>
    public LiveFeed<HostId, KnownHost> Feed { get; } = new();

    public KnownHost? Find(HostId id) => Feed.Find(id);

    /// <summary>Brings the set of hosts, their names and addresses up to the rows'.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<HostRow>().AsNoTracking().ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            Apply(row);
        }

        var there = rows.Select(row => row.Id).ToHashSet();
        foreach (var gone in Feed.Snapshot().Where(host => !there.Contains(host.Id)))
        {
            Feed.Remove(gone.Id);
        }
    }

    /// <summary>A row just read or written.</summary>
    public void Apply(HostRow row) => Feed.Update(row.Id, known =>
    {
        if (known is null)
        {
            return new KnownHost
            {
                Id = row.Id,
                Name = row.Name,
                Address = row.Address,
                JoinedAt = row.JoinedAt,
                CertificateExpiresAt = row.CertificateExpiresAt,
                CertificateIssuedAt = row.CertificateIssuedAt,
                CertificateFingerprint = row.CertificateFingerprint,
                NextFingerprint = row.NextFingerprint,
                Addresses = row.Addresses ?? HostAddresses.None,
                Facts = row.Facts,
                LastSeenAt = row.LastSeenAt,
                Unfit = row.Unfit,
                PreflightAt = row.PreflightAt,
            };
        }

        var next = known with
        {
            Name = row.Name,
            Address = row.Address,
            CertificateExpiresAt = row.CertificateExpiresAt,
            CertificateIssuedAt = row.CertificateIssuedAt,
            CertificateFingerprint = row.CertificateFingerprint,
            NextFingerprint = row.NextFingerprint,
            Addresses = row.Addresses ?? HostAddresses.None,
            Facts = known.Facts ?? row.Facts,
            Unfit = row.Unfit,
            PreflightAt = row.PreflightAt,
        };
        return next == known ? null : next;
    });

    public void Remove(HostId id) => Feed.Remove(id);

    public void Update(HostId id, Func<KnownHost, KnownHost> change) => Feed.Update(id, known =>
    {
        if (known is null)
        {
            return null;
        }

        var next = change(known);
        return next == known ? null : next;
    });
}
