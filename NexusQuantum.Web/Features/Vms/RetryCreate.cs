using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Goes on with a VM whose create failed. Its row is there with the whole wish; the wish is raised, since an agent that gave one up
/// does nothing when the same is told again.
/// </summary>
internal sealed class RetryCreate(IDbContextFactory<NexusDb> databases, OperationQueue queue, VmBoard board)
{
    public async Task<Result<OperationView>> RunAsync(Caller caller, VmId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return VmErrors.Gone;
        }

        var report = (board.Fact(id) ?? VmFact.Of(row))?.Report;
        if (report?.AppliedGeneration >= row.Generation || report?.Generation > row.Generation)
        {
            return VmErrors.WrongState(row.Name, "It was made meanwhile.");
        }

        row.Generation++;
        var queued = await queue.EnqueueAsync(
            db,
            new NewOperation
            {
                Kind = VmKinds.Create,
                Title = "Create machine",
                Subject = VmKinds.SubjectOf(row),
                RequestedBy = caller,
                Project = row.ProjectId,
                Needs = Permission.VmCreate,
                Arguments = VmWork.Write(new VmWork { Generation = row.Generation, Before = VmPower.Stopped, HostId = row.HostId }),
                StepNames = [VmWork.ImageStep],
            },
            cancellationToken);
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
}
