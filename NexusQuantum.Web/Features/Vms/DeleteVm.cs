using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Deletes a VM. While its host is away it cannot be removed there, and the asker chooses: be told so, have it removed when the host
/// is back, or take it out of the portal now.
/// </summary>
internal sealed class DeleteVm(IDbContextFactory<NexusDb> databases, OperationQueue queue, VmBoard board, AgentDirectory directory)
{
    public async Task<Result<OperationView>> RunAsync(Caller caller, VmId id, WhenAway whenAway, string? idempotencyKey, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return VmErrors.NotFound;
        }

        var host = directory.Find(row.HostId);
        var away = host is { Reachable: false };
        if (Refusal(row, host, whenAway) is { } refusal)
        {
            return refusal;
        }

        var forgets = away && whenAway == WhenAway.Forget;
        var waits = away && whenAway == WhenAway.Wait;
        var queued = await queue.EnqueueAsync(
            db,
            new NewOperation
            {
                Kind = forgets ? VmKinds.Forget : VmKinds.Delete,
                Title = forgets ? "Forget machine" : VmKinds.Title(VmVerb.Delete),
                Subject = VmKinds.SubjectOf(row),
                RequestedBy = caller,
                Project = row.ProjectId,
                Needs = Permission.VmDelete,
                Arguments = VmWork.Write(new VmWork { Generation = row.Generation, Before = row.Target, HostId = row.HostId, WaitForHost = waits }),
                StepNames = waits && host is not null ? [RemoveVm.WaitStep(host)] : [],
                IdempotencyKey = idempotencyKey,
                // A delete that waits for its host is pushed aside by the operator who no longer wants to wait.
                Precedence = VmKinds.Precedence(VmVerb.Delete) + (forgets ? 1 : 0),
                Cancellable = waits,
            },
            cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        board.SetOperation(id, queued.Value.Id);
        queue.Wake(queued.Value);
        return queued.Value.ToView();
    }

    private Error? Refusal(VmRow row, KnownHost? host, WhenAway whenAway)
    {
        var fact = board.Fact(row.Id) ?? VmFact.Of(row);
        if (board.Operation(row.Id) is null && VmViews.WhyNot(VmVerb.Delete, row, board.View(row).State, fact?.Report, host) is { } why)
        {
            return VmErrors.WrongState(row.Name, why);
        }

        return (whenAway, host) switch
        {
            (WhenAway.Refuse, { Reachable: false }) => VmErrors.HostAway(row.Name, host.Name, host.UnreachableReason),
            (WhenAway.Forget, { Reachable: true }) => VmErrors.HostAnswers(row.Name, host.Name),
            _ => null,
        };
    }
}
