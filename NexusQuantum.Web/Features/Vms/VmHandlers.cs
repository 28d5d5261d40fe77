using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Creates; taking it back removes every part and the row.</summary>
internal sealed class CreateVmHandler(MeetWish meet, RemoveVm remove) : IOperationHandler
{
    public string Kind => VmKinds.Create;

    public Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken) => meet.RunAsync(context, needsImages: true, cancellationToken);

    public async Task UndoAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var removed = await remove.RunAsync(context, cancellationToken);
        if (!removed.Ok)
        {
            throw new InvalidOperationException(removed.Error.Message);
        }
    }
}

/// <summary>Removes; until the agent is asked a delete that waits for its host can be called off, then there is no way back.</summary>
internal sealed class DeleteVmHandler(RemoveVm remove) : IOperationHandler
{
    public string Kind => VmKinds.Delete;

    public Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
        => VmWork.Read(context.Arguments).WaitForHost ? remove.WhenItIsBackAsync(context, cancellationToken) : remove.RunAsync(context, cancellationToken);

    public Task UndoAsync(OperationContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// All verbs about power are the same work: the row holds the wish, the agent finds the way. Taking one back puts the wish before it
/// in place again, unless something newer was wished meanwhile (a force stop that pushed it aside).
/// </summary>
internal sealed class PowerVmHandler(VmVerb verb, MeetWish meet, VmWishes wishes, IDbContextFactory<NexusDb> databases) : IOperationHandler
{
    public string Kind => VmKinds.Of(verb);

    public Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
        => meet.RunAsync(context, needsImages: verb is VmVerb.Start or VmVerb.Restart, cancellationToken);

    public async Task UndoAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var work = VmWork.Read(context.Arguments);
        var id = new VmId(context.Subject.Id);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await db.Set<VmRow>()
            .Where(vm => vm.Id == id && vm.Generation == work.Generation)
            .ExecuteUpdateAsync(set => set.SetProperty(vm => vm.Target, work.Before).SetProperty(vm => vm.Generation, vm => vm.Generation + 1), cancellationToken);
        if (changed > 0)
        {
            // A host out of reach hears it at the next catch-up.
            await wishes.SendAsync(id, cancellationToken);
        }
    }
}
