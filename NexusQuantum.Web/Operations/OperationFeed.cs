using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Operations;

/// <summary>Keeps the live picture of operations: those of this process at once, those of other replicas when they announce them.</summary>
internal sealed class OperationFeed(IDbContextFactory<NexusDb> databases, TimeProvider time)
{
    private const int MostEnded = 500;
    private static readonly TimeSpan EndedShown = TimeSpan.FromHours(1);

    public LiveFeed<OperationId, OperationView> Live { get; } = new();

    /// <summary>
    /// Shows a picture unless it is older than the one shown: an ended operation never comes back to life because a slower reader of
    /// the same row arrives late.
    /// </summary>
    public void Offer(OperationView view)
        => Live.Update(view.Id, shown => shown is { EndedAt: not null } || (shown is { StartedAt: not null } && view.StartedAt is null) ? null : view);

    /// <summary>Reads these rows again.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<OperationId> ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var wanted = ids.ToArray();
        foreach (var row in await db.Set<OperationRow>().AsNoTracking().Where(row => wanted.Contains(row.Id)).ToListAsync(cancellationToken))
        {
            Offer(row.ToView());
        }
    }

    /// <summary>Reads everything that should be shown, and forgets what ended long ago.</summary>
    public async Task ResyncAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - EndedShown;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var live = await db.Set<OperationRow>().AsNoTracking()
            .Where(row => row.Status == OperationStatus.Queued || row.Status == OperationStatus.Running)
            .OrderByDescending(row => row.CreatedAt).Take(MostEnded).ToListAsync(cancellationToken);
        var ended = await db.Set<OperationRow>().AsNoTracking()
            .Where(row => row.EndedAt > since)
            .OrderByDescending(row => row.EndedAt).Take(MostEnded).ToListAsync(cancellationToken);
        foreach (var row in live.Concat(ended))
        {
            Offer(row.ToView());
        }

        Prune();
    }

    /// <summary>Forgets pictures that are too old or too many.</summary>
    public void Prune()
    {
        var since = time.GetUtcNow() - EndedShown;
        var ended = Live.Snapshot().Where(view => view.EndedAt is not null).OrderByDescending(view => view.EndedAt).ToList();
        foreach (var view in ended.Where((view, index) => index >= MostEnded || view.EndedAt < since))
        {
            Live.Remove(view.Id);
        }
    }
}
