using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Operations;
using Npgsql;

namespace NexusQuantum.Web.Features.Vms.Orphans;

/// <summary>
/// 1. Reads wish and report from the agent; 2. writes them as a row: the agent's wish is ours from then on, so nothing happens to the
/// machine; 3. under a new name the wish is raised and told. The row is the last word: written twice it is there once.
/// </summary>
internal sealed class AdoptVmHandler(OrphanBoard orphans, VmBoard board, VmReports reports, AgentClients clients, IImageApi images, IDbContextFactory<NexusDb> databases, TimeProvider time) : IOperationHandler
{
    private const string ReadStep = "Read what the host holds";
    private const string TakeStep = "Take it over";

    public string Kind => VmKinds.Adopt;

    public async Task<Result<Done>> RunAsync(OperationContext context, CancellationToken cancellationToken)
    {
        var work = OrphanWork.Read(context.Arguments);
        var key = new OrphanKey(work.HostId, new VmId(context.Subject.Id));
        if (await board.RefreshAsync(key.Vm, cancellationToken) is { } there && there.HostId == key.Host)
        {
            return Done.Value;
        }

        await context.StepAsync(ReadStep, StepStatus.Running, null, cancellationToken);
        var client = await clients.ForAsync(key.Host, cancellationToken);
        var report = client.Ok ? await client.Value.FindVmAsync(key.Vm, cancellationToken) : client.Error;
        var wish = client.Ok ? await client.Value.FindWishAsync(key.Vm, cancellationToken) : client.Error;
        if (!client.Ok || !report.Ok || !wish.Ok)
        {
            return client.Error ?? report.Error ?? wish.Error!; // one of the three is there
        }

        await context.StepAsync(ReadStep, StepStatus.Done, client.Value.Host.Name, cancellationToken);
        await context.StepAsync(TakeStep, StepStatus.Running, null, cancellationToken);
        var row = Row(context, work, key, wish.Value);
        var refused = await WriteAsync(row, client.Value.Host.Name, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var epoch = orphans.Find(key)?.Epoch;
        board.Put(row);
        orphans.Drop(key);
        if (epoch is not null)
        {
            reports.OnReport(key.Host, epoch, report.Value);
        }

        if (row.Generation > wish.Value.Generation)
        {
            reports.Tell(key.Vm);
        }

        await context.StepAsync(TakeStep, StepStatus.Done, null, cancellationToken);
        return Done.Value;
    }

    public Task UndoAsync(OperationContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    private VmRow Row(OperationContext context, OrphanWork work, OrphanKey key, EnsureVm wish)
    {
        var image = images.Feed.Snapshot().FirstOrDefault(image => image.Digest == wish.Spec.Boot.Root);
        var name = VmName.Parse(work.Name, CultureInfo.InvariantCulture); // checked when it was asked for
        var renamed = name != wish.Spec.Name;
        return new VmRow
        {
            Id = key.Vm,
            ProjectId = image is { Shipped: false } ? image.ProjectId : ProjectId.Default,
            Name = name.Value,
            HostId = key.Host,
            ImageId = image?.Id ?? default,
            ImageName = image?.Name ?? "an image not known here",
            Spec = wish.Spec with { Name = name },
            Vcpus = wish.Spec.Vcpus,
            MemoryMiB = wish.Spec.MemoryMiB,
            RootDiskGiB = wish.Spec.RootDiskGiB,
            Mac = wish.Spec.Nics is [var nic, ..] ? nic.Mac.ToString() : null,
            Generation = wish.Generation + (renamed ? 1 : 0),
            Target = wish.Power.Target,
            Boots = wish.Power.Boots,
            Resets = wish.Power.Resets,
            GraceSeconds = wish.Power.GraceSeconds,
            Tags = [],
            CreatedBy = context.RequestedBy.Name,
            OwnerId = context.RequestedBy.AccountId,
            CreatedAt = time.GetUtcNow(),
        };
    }

    private async Task<Error?> WriteAsync(VmRow row, string host, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (row.OwnerId is { } owner && !await db.Users.AnyAsync(account => account.Id == owner, cancellationToken))
            {
                row.OwnerId = null; // who asked was deleted while it waited
            }

            db.Add(row);
            db.Add(new VmEventRow { VmId = row.Id, At = row.CreatedAt, Kind = "created", Text = $"Adopted from {host}.", By = row.CreatedBy });
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } clash)
        {
            return clash.ConstraintName is VmRow.Table.MacIndex ? VmErrors.MacTaken(row.Name)
                : clash.ConstraintName is VmRow.Table.NameIndex ? VmErrors.NameTaken(row.Name)
                : VmErrors.NotAdoptable(row.Name, "The portal has it on another host.");
        }
    }
}
