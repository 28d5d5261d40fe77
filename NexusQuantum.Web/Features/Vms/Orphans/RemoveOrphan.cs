using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms.Orphans;

/// <summary>Has a host remove an orphan.</summary>
internal sealed class RemoveOrphan(OrphanBoard orphans, IDbContextFactory<NexusDb> databases, OperationQueue queue)
{
    public async Task<Result<OperationView>> RunAsync(Caller caller, OrphanKey key, CancellationToken cancellationToken)
    {
        if (orphans.Find(key) is not { } orphan)
        {
            return VmErrors.OrphanNotFound;
        }

        if (!orphan.Host.Reachable)
        {
            return Agents.AgentErrors.Unreachable(orphan.Host.Name, orphan.Host.UnreachableReason?.TrimEnd('.') ?? "it is away");
        }

        return await queue.AddAsync(
            databases,
            new NewOperation
            {
                Kind = VmKinds.RemoveOrphan,
                Title = "Remove unknown machine",
                Subject = new OperationSubject(VmKinds.Subject, key.Vm.Value, orphan.View.Called),
                RequestedBy = caller,
                Project = null,
                Needs = Permission.HostAdminister,
                Arguments = OrphanWork.Write(new OrphanWork { HostId = key.Host, Name = orphan.View.Called }),
                Cancellable = false,
            },
            cancellationToken);
    }
}

/// <summary>The work. A row that appeared meanwhile makes it a machine of ours, and those are deleted as such.</summary>
internal sealed class RemoveOrphanHandler(OrphanBoard orphans, VmBoard board, AgentRemoval removal) : IOperationHandler
{
    public string Kind => VmKinds.RemoveOrphan;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var work = OrphanWork.Read(context.Arguments);
        var id = new VmId(context.Subject.Id);
        if (await board.RefreshAsync(id, cancellationToken) is { } row && row.HostId == work.HostId)
        {
            return VmErrors.OrphanNotFound;
        }

        using var signal = board.Follow(id);
        var removed = await removal.RunAsync(context, work.HostId, id, work.Name, signal, cancellationToken);
        if (removed.Ok)
        {
            orphans.Drop(new OrphanKey(work.HostId, id));
        }

        return removed;
    }

    public Task UndoAsync(OperationContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
