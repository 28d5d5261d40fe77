using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
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

/// <summary>Removes; there is no way back.</summary>
internal sealed class DeleteVmHandler(RemoveVm remove) : IOperationHandler
{
    public string Kind => VmKinds.Delete;

    public Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken) => remove.RunAsync(context, cancellationToken);

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

/// <summary>Removes a VM's parts from its host, waits for the agent's word, then removes the row.</summary>
internal sealed class RemoveVm(VmBoard board, AgentClients clients, AgentDirectory directory, IDbContextFactory<NexusDb> databases, TimeProvider time)
{
    private const string Step = "Remove from the host";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new VmId(context.Subject.Id);
        using var signal = board.Follow(id);
        if (await board.RefreshAsync(id, cancellationToken) is not { } row)
        {
            return Done.Value;
        }

        await context.StepAsync(Step, Domain.Operations.StepStatus.Running, directory.Find(row.HostId)?.Name, cancellationToken);
        var deadline = time.GetUtcNow() + Patience;
        while (true)
        {
            var left = await AskAsync(row, id, cancellationToken);
            if (left is { Ok: true, Value.Report: null })
            {
                break;
            }

            if (time.GetUtcNow() > deadline || left is { Error.Kind: not ErrorKind.Unavailable })
            {
                var error = left.Error ?? VmErrors.TookTooLong(row.Name, "being deleted");
                await context.StepAsync(Step, Domain.Operations.StepStatus.Failed, error.Message, cancellationToken);
                return error;
            }

            using var again = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            again.CancelAfter(TimeSpan.FromSeconds(2));
            await signal.WaitAsync(again.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await context.StepAsync(Step, Domain.Operations.StepStatus.Done, null, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<VmRow>().Where(vm => vm.Id == id).ExecuteDeleteAsync(cancellationToken);
        board.Remove(id);
        return Done.Value;
    }

    private async Task<Result<EnsureAnswer>> AskAsync(VmRow row, VmId id, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(row.HostId, cancellationToken);
        if (!client.Ok)
        {
            // The host itself was removed from the portal: nothing of it is ours any more.
            return client.Error.Kind == ErrorKind.NotFound ? new EnsureAnswer(null, Refused: false) : client.Error;
        }

        return await client.Value.DeleteVmAsync(id, cancellationToken);
    }
}
