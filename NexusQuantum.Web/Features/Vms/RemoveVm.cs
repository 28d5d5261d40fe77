using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms.Orphans;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Removes a VM's parts from its host, waits for the agent's word, then removes the row.</summary>
internal sealed class RemoveVm(VmBoard board, AgentRemoval removal, AgentDirectory directory, IDbContextFactory<NexusDb> databases)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new VmId(context.Subject.Id);
        if (await board.RefreshAsync(id, cancellationToken) is not { } row)
        {
            return Done.Value;
        }

        using var signal = board.Follow(id);
        var removed = await removal.RunAsync(context, row.HostId, id, row.Name, signal, cancellationToken);
        if (!removed.Ok)
        {
            return removed;
        }

        await ForgetAsync(id, cancellationToken);
        return Done.Value;
    }

    /// <summary>The same, but a host that is away is waited for in the queue, where the delete can be called off.</summary>
    public async Task<Result<Done>> WhenItIsBackAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new VmId(context.Subject.Id);
        if (await board.RefreshAsync(id, cancellationToken) is not { } row)
        {
            return Done.Value;
        }

        if (directory.Find(row.HostId) is { Reachable: false } host)
        {
            await context.StepAsync(WaitStep(host), StepStatus.Waiting, host.UnreachableReason, cancellationToken);
            return context.Postpone(LookAgainAfter);
        }

        await context.CommitAsync(cancellationToken);
        foreach (var step in context.Steps.Where(step => step.Status == StepStatus.Waiting).ToList())
        {
            await context.StepAsync(step.Name, StepStatus.Done, "It is back.", cancellationToken);
        }

        var removed = await RunAsync(context, cancellationToken);
        // It left again before it said that the machine is gone: that is waited for as well.
        return removed is { Error.Kind: ErrorKind.Unavailable } ? context.Postpone(LookAgainAfter) : removed;
    }

    /// <summary>Takes a VM out of the portal; what its host holds stays there.</summary>
    public async Task ForgetAsync(VmId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<VmRow>().Where(vm => vm.Id == id).ExecuteDeleteAsync(cancellationToken);
        board.Remove(id);
    }

    public static string WaitStep(KnownHost host) => $"Wait for {host.Name}";
}

/// <summary>Takes a machine of a host that is away out of the portal. Should the host come back, the machine is one its portal does not know.</summary>
internal sealed class ForgetVmHandler(RemoveVm remove, OrphanBoard orphans) : IOperationHandler
{
    public string Kind => VmKinds.Forget;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new VmId(context.Subject.Id);
        await remove.ForgetAsync(id, cancellationToken);
        orphans.Suspect(new OrphanKey(VmWork.Read(context.Arguments).HostId, id));
        return Done.Value;
    }

    public Task UndoAsync(OperationContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
