using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// Where features put long work. Enqueue in the transaction that writes the wish, save and commit, then <see cref="Wake"/>:
/// <code>
/// await using var db = await factory.CreateDbContextAsync(ct);
/// await using var transaction = await db.Database.BeginTransactionAsync(ct);
/// var queued = await queue.EnqueueAsync(db, new NewOperation { … }, ct);
/// if (!queued.Ok) return queued.Error;
/// … db.Add(vm); await db.SaveChangesAsync(ct); await transaction.CommitAsync(ct);
/// queue.Wake(queued.Value);
/// return queued.Value.ToView();
/// </code>
/// </summary>
internal sealed class OperationQueue(OperationSignals signals, OperationFeed feed, AuditTrail trail, TimeProvider time)
{
    /// <summary>
    /// Adds the row to <paramref name="db"/> (the caller saves and commits). A <see cref="ErrorKind.Conflict"/> names the live
    /// operation of the subject; higher <see cref="NewOperation.Precedence"/> cancels that one and waits for it instead.
    /// </summary>
    public async Task<Result<OperationRow>> EnqueueAsync(NexusDb db, NewOperation request, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Begin a transaction first: wish and operation are written in one.");
        }

        // One asker per subject at a time, until commit; without it two would both see no live operation, and the loser would get
        // the unique index's exception instead of an answer that names the winner.
        var lockKey = BitConverter.ToInt64(request.Subject.Id.ToByteArray(), 8);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({lockKey})", cancellationToken);

        var scope = IdempotencyScope.Current;
        var key = request.IdempotencyKey ?? scope?.Key;
        if (key is not null && await db.Set<OperationRow>().AnyAsync(row => row.RequestedById == request.RequestedBy.UserId && row.IdempotencyKey == key, cancellationToken))
        {
            return OperationErrors.KeyReused(key);
        }

        var live = await db.Set<OperationRow>().AsNoTracking().SingleOrDefaultAsync(
            row => row.SubjectKind == request.Subject.Kind && row.SubjectId == request.Subject.Id && row.SupersededBy == null
                && (row.Status == OperationStatus.Queued || row.Status == OperationStatus.Running),
            cancellationToken);
        if (live is not null && live.Precedence >= request.Precedence)
        {
            return OperationErrors.SubjectBusy(live);
        }

        var row = ToRow(request, live?.Id, key, scope?.RequestHash);
        if (live is not null)
        {
            await db.Set<OperationRow>().Where(other => other.Id == live.Id).ExecuteUpdateAsync(
                set => set.SetProperty(other => other.SupersededBy, row.Id).SetProperty(other => other.CancelRequested, true).SetProperty(other => other.NotBefore, (DateTimeOffset?)null), cancellationToken);
        }

        db.Add(row);
        trail.Add(db, request.RequestedBy, new AuditAct(request.Kind, request.Subject.Kind, request.Subject.Id.ToString("D"), request.Subject.Name)
        {
            Project = request.Project,
            OperationId = row.Id,
            Before = request.Before,
            After = request.After,
        });
        return row;
    }

    /// <summary>For work without a wish to write beside it: queues it in a transaction of its own, and wakes the runner.</summary>
    public async Task<Result<OperationView>> AddAsync(IDbContextFactory<NexusDb> databases, NewOperation request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var queued = await EnqueueAsync(db, request, cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Wake(queued.Value);
        return queued.Value.ToView();
    }

    /// <summary>The operation an earlier request with this key made; null when there was none; an error when that request differed.</summary>
    public static async Task<Result<OperationView?>> FindReplayAsync(NexusDb db, Guid userId, IdempotencyScope scope, CancellationToken cancellationToken)
    {
        var row = await db.Set<OperationRow>().AsNoTracking().SingleOrDefaultAsync(row => row.RequestedById == userId && row.IdempotencyKey == scope.Key, cancellationToken);
        return row switch
        {
            null => (OperationView?)null,
            { RequestHash: { } hash } when hash.AsSpan().SequenceEqual(scope.RequestHash) => row.ToView(),
            _ => OperationErrors.KeyReused(scope.Key),
        };
    }

    /// <summary>After the commit: shows the operation, wakes the runner here and in the other replicas.</summary>
    public void Wake(OperationRow row)
    {
        feed.Offer(row.ToView());
        signals.Changed(row.Id);
        if (row.WaitsFor is { } pushedAside)
        {
            signals.Changed(pushedAside);
            signals.AskCancel(pushedAside);
        }

        signals.Wake();
    }

    private OperationRow ToRow(NewOperation request, OperationId? waitsFor, string? key, byte[]? hash) => new()
    {
        Id = OperationId.New(),
        Kind = request.Kind,
        Title = request.Title,
        SubjectKind = request.Subject.Kind,
        SubjectId = request.Subject.Id,
        SubjectName = request.Subject.Name,
        Status = OperationStatus.Queued,
        Steps = [.. request.StepNames.Select(name => new OperationStep { Name = name, Status = StepStatus.Waiting })],
        Arguments = request.Arguments,
        RequestedById = request.RequestedBy.UserId,
        RequestedBy = request.RequestedBy.Name,
        ProjectId = request.Project,
        Needs = request.Needs.Name(),
        IdempotencyKey = key,
        RequestHash = key is null ? null : hash,
        Precedence = request.Precedence,
        Cancellable = request.Cancellable,
        WaitsFor = waitsFor,
        CreatedAt = time.GetUtcNow(),
    };
}
