using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.SecondFactor;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>
/// Gives and takes roles, in the caller's transaction: whoever calls commits, and then tells <see cref="Standing.AccessNews"/>. Nobody
/// gives or takes more than they hold themselves, so no chain of grants leads above where it began.
/// </summary>
internal sealed class Grants(AuditTrail trail, TimeProvider time)
{
    /// <summary>Adds a grant and saves it.</summary>
    public async Task<Result<RoleGrantRow>> GiveAsync(NexusDb db, Caller caller, Account account, RoleId roleId, ProjectId? project, CancellationToken cancellationToken)
    {
        if (await db.Set<RoleRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == roleId, cancellationToken) is not { } role)
        {
            return SecondFactorErrors.RoleNotFound(roleId);
        }

        if (WhyNot(caller, role, project) is { } error)
        {
            return error;
        }

        if (await db.Set<RoleGrantRow>().AnyAsync(grant => grant.AccountId == account.Id && grant.RoleId == roleId && grant.ProjectId == project && grant.ProviderId == null, cancellationToken))
        {
            return GrantErrors.Exists(role.Name);
        }

        var row = new RoleGrantRow { Id = Guid.CreateVersion7(), AccountId = account.Id, RoleId = roleId, ProjectId = project, GrantedAt = time.GetUtcNow(), GrantedBy = caller.Name };
        db.Add(row);
        trail.Add(db, caller, new AuditAct("role.give", "account", account.Id.ToString("D"), account.UserName)
        {
            Project = project,
            After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["role"] = role.Name, ["project"] = await NameAsync(db, project, cancellationToken) },
        });
        await db.SaveChangesAsync(cancellationToken);
        return row;
    }

    /// <summary>Removes a grant and saves that; with the last administrator's it refuses.</summary>
    public async Task<Result<Done>> TakeAsync(NexusDb db, Caller caller, Account account, Guid grantId, CancellationToken cancellationToken)
    {
        await LastAdministrator.LockAsync(db, cancellationToken);
        if (await db.Set<RoleGrantRow>().SingleOrDefaultAsync(row => row.Id == grantId && row.AccountId == account.Id, cancellationToken) is not { } grant)
        {
            return GrantErrors.NotFound(grantId);
        }

        var role = await db.Set<RoleRow>().AsNoTracking().SingleAsync(row => row.Id == grant.RoleId, cancellationToken);
        if (WhyNot(caller, role, grant.ProjectId) is { } error)
        {
            return error;
        }

        if (grant.ProviderId is not null)
        {
            return GrantErrors.OfProvider();
        }

        db.Remove(grant);
        trail.Add(db, caller, new AuditAct("role.take", "account", account.Id.ToString("D"), account.UserName)
        {
            Project = grant.ProjectId,
            Before = new Dictionary<string, string?>(StringComparer.Ordinal) { ["role"] = role.Name, ["project"] = await NameAsync(db, grant.ProjectId, cancellationToken) },
        });
        await db.SaveChangesAsync(cancellationToken);
        return await LastAdministrator.WhyNotAsync(db, cancellationToken) is { } last ? last : Done.Value;
    }

    /// <summary>Why the caller may not give or take this role there; null when they may.</summary>
    public static Error? WhyNot(Caller caller, RoleRow role, ProjectId? project)
    {
        var counts = project is null ? role.Permissions : role.Permissions.And(PermissionSet.OfProjects);
        if (project is { } one)
        {
            if (!caller.Rights.May(Permission.AccessAdminister) && !caller.Rights.May(Permission.ProjectAdminister, one))
            {
                return AccessRules.Missing(Permission.ProjectAdminister);
            }

            if (counts.IsEmpty)
            {
                return GrantErrors.NotForProjects(role.Name);
            }
        }
        else if (caller.WhyNot(Permission.AccessAdminister) is { } missing)
        {
            return missing;
        }

        var own = project is { } place ? caller.Rights.In(place) : caller.Rights.Everywhere;
        return counts.Cast<Permission?>().FirstOrDefault(permission => !own.Has(permission!.Value)) is { } beyond // of a set, so never null
            ? GrantErrors.MoreThanYours(role.Name, beyond)
            : null;
    }

    private static async Task<string> NameAsync(NexusDb db, ProjectId? project, CancellationToken cancellationToken)
        => project is null ? "everywhere" : await db.Set<ProjectRow>().Where(row => row.Id == project).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) ?? "a project that is gone";
}
