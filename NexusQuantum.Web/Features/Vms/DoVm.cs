using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Every verb but delete: checks that it makes sense now, writes the raised wish and the operation in one transaction.</summary>
internal sealed class DoVm(IDbContextFactory<NexusDb> databases, OperationQueue queue, VmBoard board, AgentDirectory directory)
{
    public const int DefaultGrace = 30;

    public async Task<Result<OperationView>> RunAsync(Caller caller, VmId id, VmVerb verb, int? graceSeconds, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (graceSeconds is { } grace and (< 1 or > VmLimits.MaxGraceSeconds))
        {
            return VmErrors.BadGrace(grace);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The row's lock orders askers: the second reads what the first wrote.
        var row = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return VmErrors.NotFound;
        }

        var view = board.View(row);
        var fact = board.Fact(id) ?? VmFact.Of(row);
        var host = directory.Find(row.HostId);
        var before = row.Target;
        // A live operation is the better answer to "it is starting"; the queue gives it.
        if (board.Operation(id) is null && VmViews.WhyNot(verb, row, view.State, fact?.Report, host) is { } why)
        {
            return VmErrors.WrongState(row.Name, why);
        }

        Wish(row, verb, graceSeconds);
        if (before == VmPower.Stopped && row.Target != VmPower.Stopped && host is not null
            && Placement.WhyNot(host, await Promises.LockAndSumAsync(db, row.HostId, id, cancellationToken), new VmNeed(row.Vcpus, row.MemoryMiB, null, null, null)) is { } full)
        {
            return VmErrors.HostDoesNotFit(host.Name, full);
        }

        var queued = await queue.EnqueueAsync(db, Operation(caller, row, verb, before, idempotencyKey), cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        board.SetOperation(id, queued.Value.Id);
        board.Put(row);
        queue.Wake(queued.Value);
        return queued.Value.ToView();
    }

    private static NewOperation Operation(Caller caller, VmRow row, VmVerb verb, VmPower before, string? idempotencyKey) => new()
    {
        Kind = VmKinds.Of(verb),
        Title = VmKinds.Title(verb),
        Subject = VmKinds.SubjectOf(row),
        RequestedBy = caller,
        Project = row.ProjectId,
        Needs = VmKinds.Needs(verb),
        Arguments = VmWork.Write(new VmWork { Generation = row.Generation, Before = before, HostId = row.HostId }),
        IdempotencyKey = idempotencyKey,
        Precedence = VmKinds.Precedence(verb),
    };

    private static void Wish(VmRow row, VmVerb verb, int? graceSeconds)
    {
        switch (verb)
        {
            case VmVerb.Start or VmVerb.Resume:
                row.Target = VmPower.Running;
                break;
            case VmVerb.Stop:
                (row.Target, row.GraceSeconds) = (VmPower.Stopped, graceSeconds ?? DefaultGrace);
                break;
            case VmVerb.ForceStop:
                (row.Target, row.GraceSeconds) = (VmPower.Stopped, 0);
                break;
            case VmVerb.Restart:
                (row.Target, row.Boots, row.GraceSeconds) = (VmPower.Running, row.Boots + 1, graceSeconds ?? DefaultGrace);
                break;
            case VmVerb.Reset:
                row.Resets++;
                break;
            case VmVerb.Pause:
                row.Target = VmPower.Paused;
                break;
            case VmVerb.Delete:
                throw new ArgumentOutOfRangeException(nameof(verb), "A delete is no wish about power.");
        }

        row.Generation++;
    }
}
