using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Projects and their quotas. A project in which the caller may do nothing does not exist for them.</summary>
internal sealed class ProjectBook(IDbContextFactory<NexusDb> databases, ProjectUses uses, AuditTrail trail, AccessNews news, TimeProvider time) : IProjects
{
    /// <summary>Whether the caller may know of it.</summary>
    public static bool Sees(Caller caller, ProjectId project)
        => caller.Rights.May(Permission.AccessAdminister) || !caller.Rights.In(project).And(PermissionSet.OfProjects).IsEmpty;

    public async Task<ImmutableArray<ProjectView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = (await db.Set<ProjectRow>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken)).Where(row => Sees(caller, row.Id)).ToList();
        var taken = await uses.ReadAsync(rows.Select(row => row.Id), cancellationToken);
        return [.. rows.Select(row => View(caller, row, taken[row.Id]))];
    }

    public async Task<Result<ProjectView>> GetAsync(Caller caller, ProjectId id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Sees(caller, id) && await db.Set<ProjectRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row
            ? View(caller, row, (await uses.ReadAsync([id], cancellationToken))[id])
            : ProjectErrors.NotFound;
    }

    public Task<Result<ProjectView>> CreateAsync(Caller caller, ProjectRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<ProjectView>(caller, new AuditAct("project.create", "project", null, request.Name), async () =>
        {
            if ((caller.WhyNot(Permission.AccessAdminister) ?? ProjectInput.Check(request)) is { } error)
            {
                return error;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var row = new ProjectRow { Id = ProjectId.New(), Name = request.Name, CreatedAt = time.GetUtcNow() };
            ProjectInput.Apply(request, row);
            db.Add(row);
            trail.Add(db, caller, new AuditAct("project.create", "project", row.Id.ToString(), row.Name) { Project = row.Id, After = ProjectInput.Facts(row) });
            return await db.TrySaveAsync(ProjectRow.Table.NameIndex, cancellationToken) ? View(caller, row, ProjectUse.None) : ProjectErrors.NameTaken(row.Name);
        }, cancellationToken);

    /// <summary>Replaces name, description and quotas. A quota below what is taken lets nothing more in, and takes nothing away.</summary>
    public Task<Result<ProjectView>> EditAsync(Caller caller, ProjectId id, ProjectRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<ProjectView>(caller, new AuditAct("project.edit", "project", id.ToString(), request.Name) { Project = id }, async () =>
        {
            if ((caller.WhyNot(Permission.AccessAdminister) ?? ProjectInput.Check(request)) is { } error)
            {
                return error;
            }

            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(db, id, cancellationToken) is not { } row)
            {
                return ProjectErrors.NotFound;
            }

            var before = ProjectInput.Facts(row);
            ProjectInput.Apply(request, row);
            trail.Add(db, caller, new AuditAct("project.edit", "project", id.ToString(), row.Name) { Project = id, Before = before, After = ProjectInput.Facts(row) });
            if (!await db.TrySaveAsync(ProjectRow.Table.NameIndex, cancellationToken))
            {
                return ProjectErrors.NameTaken(row.Name);
            }

            await transaction.CommitAsync(cancellationToken);
            return View(caller, row, (await uses.ReadAsync([id], cancellationToken))[id]);
        }, cancellationToken);

    /// <summary>Deletes an empty project and the roles given in it.</summary>
    public Task<Result<Done>> DeleteAsync(Caller caller, ProjectId id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("project.delete", "project", id.ToString()) { Project = id }, async () =>
        {
            if (caller.WhyNot(Permission.AccessAdminister) is { } error)
            {
                return error;
            }

            // The lock keeps creates out: whoever asks for room in the project waits, and then finds it gone.
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await LockAsync(db, id, cancellationToken) is not { } row)
            {
                return ProjectErrors.NotFound;
            }

            var use = (await uses.ReadAsync([id], cancellationToken))[id];
            if (id == ProjectId.Default || use.Vms + use.Images > 0)
            {
                return id == ProjectId.Default ? ProjectErrors.IsDefault : ProjectErrors.InUse(row.Name, use.Vms, use.Images);
            }

            db.Remove(row);
            trail.Add(db, caller, new AuditAct("project.delete", "project", id.ToString(), row.Name) { Project = id, Before = ProjectInput.Facts(row) });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await news.TellAsync(cancellationToken);
            return Done.Value;
        }, cancellationToken);

    private static Task<ProjectRow?> LockAsync(NexusDb db, ProjectId id, CancellationToken cancellationToken)
        => db.Set<ProjectRow>().FromSql($"SELECT * FROM projects WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);

    private static ProjectView View(Caller caller, ProjectRow row, ProjectUse use)
        => new(row.Id, row.Name, row.Description, new ProjectQuotas(row.MaxVms, row.MaxVcpus, row.MaxMemoryMiB, row.MaxDiskGiB, row.MaxAddresses),
            caller.Rights.May(Permission.VmRead, row.Id) ? use : null, [.. caller.Rights.In(row.Id).And(PermissionSet.OfProjects).Select(permission => permission.Name())], row.CreatedAt);
}
