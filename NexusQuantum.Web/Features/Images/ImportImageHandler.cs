using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Brings an upload to the host with the most room, then lets go of the portal's copy; without a host the portal keeps it.</summary>
internal sealed class ImportImageHandler(ImageBoard board, ImageCarrier carrier, ImageStaging staging, HostImages held, AgentClients clients, AgentDirectory directory, IDbContextFactory<NexusDb> databases) : IOperationHandler
{
    public const string Step = "Bring to a host";

    public string Kind => TakeUpload.Kind;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var id = new ImageId(context.Subject.Id);
        await board.LoadAsync(cancellationToken);
        if (board.Find(id) is not { } row)
        {
            return ImageFaults.NotFound;
        }

        if (!row.Staged)
        {
            return Done.Value;
        }

        var host = directory.Feed.Snapshot().Where(known => known.Reachable).MaxBy(known => known.Facts?.Disks.Sum(disk => disk.FreeBytes) ?? 0);
        if (host is null)
        {
            await context.StepAsync(Step, StepStatus.Skipped, "No host can be reached; the portal keeps it until one needs it.", cancellationToken);
            return Done.Value;
        }

        await context.StepAsync(Step, StepStatus.Running, host.Name, cancellationToken);
        var brought = await carrier.BringAsync(host.Id, row, percent => context.ProgressAsync(percent, cancellationToken), cancellationToken);
        if (!brought.Ok)
        {
            await context.StepAsync(Step, StepStatus.Failed, brought.Error.Message, cancellationToken);
            return brought.Error;
        }

        await context.StepAsync(Step, StepStatus.Done, host.Name, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ImageRow>().Where(image => image.Id == id).ExecuteUpdateAsync(set => set.SetProperty(image => image.Staged, false), cancellationToken);
        staging.Remove(row.Digest);
        await board.LoadAsync(cancellationToken);
        return Done.Value;
    }

    public async Task UndoAsync(OperationContext context, CancellationToken cancellationToken)
    {
        if (board.Find(new ImageId(context.Subject.Id)) is not { } row)
        {
            return;
        }

        // Another project may hold the same bytes under a row of its own.
        var shared = board.All().Any(other => other.Id != row.Id && other.Digest == row.Digest);
        foreach (HostId host in shared ? [] : held.HoldersOf(row.Digest).ToList())
        {
            var client = await clients.ForAsync(host, cancellationToken);
            if (client.Ok && (await client.Value.DeleteImageAsync(row.Digest, cancellationToken)).Ok)
            {
                held.Remove(host, row.Digest);
            }
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ImageRow>().Where(image => image.Id == row.Id).ExecuteDeleteAsync(cancellationToken);
        if (!shared)
        {
            staging.Remove(row.Digest);
        }

        board.Remove(row.Id);
    }
}
