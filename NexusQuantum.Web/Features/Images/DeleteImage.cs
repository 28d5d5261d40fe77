using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Deletes an image nobody uses: marks it and queues in one transaction, so that no machine is made from it meanwhile.</summary>
internal sealed class DeleteImage(ImageBoard board, IDbContextFactory<NexusDb> databases, OperationQueue queue)
{
    /// <summary>Its operation.</summary>
    public const string Kind = "image.delete";

    public async Task<Result<OperationView>> RunAsync(Caller caller, ImageId id, CancellationToken cancellationToken)
    {
        if (board.Find(id) is not { } known || board.View(known).For(caller) is null)
        {
            return ImageFaults.NotFound;
        }

        if (!caller.Rights.May(Permission.ImageWrite, known.ProjectId))
        {
            return AccessRules.Missing(Permission.ImageWrite);
        }

        if (known.Shipped)
        {
            return ImageFaults.IsShipped(known.Name);
        }

        if (board.All().FirstOrDefault(row => row.KernelId == id || row.InitrdId == id) is { } other)
        {
            return ImageFaults.BootsOthers(known.Name, other.Name);
        }

        var vms = board.CountVms(id);
        if (vms > 0)
        {
            return ImageFaults.InUse(known.Name, vms);
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var queued = await queue.EnqueueAsync(
            db,
            new NewOperation { Kind = Kind, Title = "Delete image", Subject = new OperationSubject(TakeUpload.Subject, id.Value, known.Name), RequestedBy = caller, Project = known.ProjectId, Needs = Permission.ImageWrite, Precedence = 2, Cancellable = false },
            cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        await db.Set<ImageRow>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Deleting, true), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await board.LoadAsync(cancellationToken);
        queue.Wake(queued.Value);
        return queued.Value.ToView();
    }
}

/// <summary>Removes the bytes from every host that can be reached, then the row. A host out of reach keeps bytes that nobody names.</summary>
internal sealed class DeleteImageHandler(ImageBoard board, HostImages held, ImageStaging staging, AgentClients clients, IDbContextFactory<NexusDb> databases) : IOperationHandler
{
    public string Kind => DeleteImage.Kind;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new ImageId(context.Subject.Id);
        await board.LoadAsync(cancellationToken);
        if (board.Find(id) is not { } row)
        {
            return Done.Value;
        }

        // Another project may hold the same bytes under a row of its own.
        var shared = board.All().Any(other => other.Id != id && other.Digest == row.Digest);
        foreach (var host in shared ? [] : held.HoldersOf(row.Digest).ToList())
        {
            var client = await clients.ForAsync(host, cancellationToken);
            if (!client.Ok)
            {
                continue;
            }

            var step = $"Remove from {client.Value.Host.Name}";
            await context.StepAsync(step, StepStatus.Running, null, cancellationToken);
            var removed = await client.Value.DeleteImageAsync(row.Digest, cancellationToken);
            await context.StepAsync(step, removed.Ok ? StepStatus.Done : StepStatus.Failed, removed.Error?.Message, cancellationToken);
            if (removed.Ok)
            {
                held.Remove(host, row.Digest);
            }
            else if (removed.Error.Kind != ErrorKind.Unavailable)
            {
                await MarkAsync(id, false, cancellationToken);
                return removed.Error;
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ImageRow>().Where(image => image.Id == id).ExecuteDeleteAsync(cancellationToken);
        if (!shared)
        {
            staging.Remove(row.Digest);
        }

        board.Remove(id);
        return Done.Value;
    }

    public Task UndoAsync(OperationContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MarkAsync(ImageId id, bool deleting, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ImageRow>().Where(image => image.Id == id).ExecuteUpdateAsync(set => set.SetProperty(image => image.Deleting, deleting), cancellationToken);
        await board.LoadAsync(cancellationToken);
    }
}
