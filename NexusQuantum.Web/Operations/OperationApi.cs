using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Operations;

internal sealed class OperationApi(OperationFeed feed, OperationSignals signals, IDbContextFactory<NexusDb> databases, AuditTrail trail, IEnumerable<IOperationRetry> retries) : IOperationApi
{
    private readonly IOperationRetry[] _retries = [.. retries];

    public LiveFeed<OperationId, OperationView> Feed => feed.Live;

    public async Task<Result<OperationPage>> ListAsync(Caller caller, OperationQuery query, CancellationToken cancellationToken)
    {
        OperationId cursor = default;
        if (query.Cursor is not null && !IdText.TryParse(query.Cursor, out cursor))
        {
            return OperationErrors.BadCursor();
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        // Ids are UUIDv7, so their order is the order of asking; EF cannot compare a converted id, PostgreSQL can.
        var rows = query.Cursor is null ? db.Set<OperationRow>() : db.Set<OperationRow>().FromSql($"SELECT * FROM operations WHERE id < {cursor.Value}");
        rows = OperationSight.Visible(rows, caller);
        if (query.Status is { } status)
        {
            rows = rows.Where(row => row.Status == status);
        }

        if (query.SubjectKind is { } kind)
        {
            rows = rows.Where(row => row.SubjectKind == kind);
        }

        if (query.SubjectId is { } subject)
        {
            rows = rows.Where(row => row.SubjectId == subject);
        }

        var limit = Math.Clamp(query.Limit, 1, 500);
        var page = await rows.AsNoTracking().OrderByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return new OperationPage(
            [.. page.Take(limit).Select(row => row.ToView().For(caller)!)],
            page.Count > limit ? page[limit - 1].Id.ToString() : null);
    }

    public async Task<Result<OperationView>> GetAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<OperationRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row?.ToView().For(caller) is { } view ? view : OperationErrors.NotFound(id);
    }

    public Task<Result<OperationView>> CancelAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act("operation.cancel", id), () => CancelItAsync(caller, id, cancellationToken), cancellationToken);

    public Task<Result<OperationView>> RetryAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act("operation.retry", id), () => RetryItAsync(caller, id, cancellationToken), cancellationToken);

    private async Task<Result<OperationView>> CancelItAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
    {
        if (await MayAsync(caller, id, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await db.Set<OperationRow>()
            .Where(row => row.Id == id && row.Cancellable && (row.Status == OperationStatus.Queued || row.Status == OperationStatus.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CancelRequested, true).SetProperty(row => row.NotBefore, (DateTimeOffset?)null), cancellationToken);
        var row = await db.Set<OperationRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null)
        {
            return OperationErrors.NotFound(id);
        }

        if (asked == 0)
        {
            return row.EndedAt is null ? OperationErrors.NotCancellable(row) : OperationErrors.Ended(row);
        }

        trail.Add(db, caller, Act("operation.cancel", id) with { SubjectName = $"{row.Title} {row.SubjectName}", Project = row.ProjectId });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Offer(row.ToView());
        signals.AskCancel(id);
        signals.Changed(id);
        signals.Wake();
        return row.ToView();
    }

    private async Task<Result<OperationView>> RetryItAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
    {
        if (await MayAsync(caller, id, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<OperationRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null)
        {
            return OperationErrors.NotFound(id);
        }

        if (row.Status is not (OperationStatus.Failed or OperationStatus.Cancelled))
        {
            return OperationErrors.NothingToRetry(row);
        }

        return _retries.FirstOrDefault(retry => retry.Takes(row.Kind)) is { } taker
            ? await taker.AgainAsync(caller, new RetryAsk(row.Kind, row.Title, new OperationSubject(row.SubjectKind, row.SubjectId, row.SubjectName), row.Arguments), cancellationToken)
            : OperationErrors.NotRetryable(row);
    }

    private async Task<Error?> MayAsync(Caller caller, OperationId id, CancellationToken cancellationToken)
        => await GetAsync(caller, id, cancellationToken) is { Ok: true } found ? found.Value.WhyNot(caller) : OperationErrors.NotFound(id);

    private static AuditAct Act(string action, OperationId id) => new(action, "operation", id.ToString()) { OperationId = id };
}
