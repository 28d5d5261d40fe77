using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Who has which role in a project, for those who administer it.</summary>
internal sealed class MemberBook(IDbContextFactory<NexusDb> databases, Grants grants, AuditTrail trail, AccessNews news) : IMembers
{
    public async Task<Result<ImmutableArray<MemberView>>> ListAsync(Caller caller, ProjectId project, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await WhyNotAsync(db, caller, project, cancellationToken) is { } error ? error : (await ReadAsync(db, project, null, cancellationToken)).ToImmutableArray();
    }

    public Task<Result<MemberView>> AddAsync(Caller caller, ProjectId project, MemberRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<MemberView>(caller, new AuditAct("role.give", "account", null, request.UserName) { Project = project }, async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await WhyNotAsync(db, caller, project, cancellationToken) is { } error)
            {
                return error;
            }

            var name = request.UserName.Trim().Normalize().ToUpperInvariant();
            if (await db.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, cancellationToken) is not { } account)
            {
                return ProjectErrors.NoAccount;
            }

            var given = await grants.GiveAsync(db, caller, account, request.RoleId, project, cancellationToken);
            if (!given.Ok)
            {
                return given.Error;
            }

            var member = (await ReadAsync(db, project, given.Value.Id, cancellationToken)).Single();
            await transaction.CommitAsync(cancellationToken);
            await news.TellAsync(cancellationToken);
            return member;
        }, cancellationToken);

    public Task<Result<Done>> RemoveAsync(Caller caller, ProjectId project, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct("role.take", "account") { Project = project, Note = $"Grant {id}." }, async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            if (await WhyNotAsync(db, caller, project, cancellationToken) is { } error)
            {
                return error;
            }

            // Only of this project: the id of a grant elsewhere is no key to it.
            var account = await db.Set<RoleGrantRow>().Where(grant => grant.Id == id && grant.ProjectId == project)
                .Join(db.Users, grant => grant.AccountId, row => row.Id, (_, row) => row).SingleOrDefaultAsync(cancellationToken);
            var taken = account is null ? GrantErrors.NotFound(id) : await grants.TakeAsync(db, caller, account, id, cancellationToken);
            if (taken.Ok)
            {
                await transaction.CommitAsync(cancellationToken);
                await news.TellAsync(cancellationToken);
            }

            return taken;
        }, cancellationToken);

    /// <summary>In a transaction it also holds the project until its end, so that no role is given in one that is being deleted.</summary>
    private static async Task<Error?> WhyNotAsync(NexusDb db, Caller caller, ProjectId project, CancellationToken cancellationToken)
        => !ProjectBook.Sees(caller, project) || await db.Set<ProjectRow>().FromSql($"SELECT * FROM projects WHERE id = {project.Value} FOR SHARE").AsNoTracking().SingleOrDefaultAsync(cancellationToken) is null
            ? ProjectErrors.NotFound
            : caller.Rights.May(Permission.ProjectAdminister, project) ? null : AccessRules.Missing(Permission.ProjectAdminister);

    private static Task<List<MemberView>> ReadAsync(NexusDb db, ProjectId project, Guid? only, CancellationToken cancellationToken)
        => (from grant in db.Set<RoleGrantRow>().AsNoTracking()
            join role in db.Set<RoleRow>() on grant.RoleId equals role.Id
            join account in db.Users on grant.AccountId equals account.Id
            where grant.ProjectId == project && (only == null || grant.Id == only)
            orderby account.NormalizedUserName, role.Name
            select new MemberView(grant.Id, account.Id, account.UserName ?? "", account.IsService, role.Id, role.Name, grant.ProviderId, grant.GrantedAt, grant.GrantedBy)).ToListAsync(cancellationToken);
}
