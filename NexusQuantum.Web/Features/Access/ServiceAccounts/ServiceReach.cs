using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

/// <summary>Which service accounts a caller administers, and for which of those they may make tokens.</summary>
internal static class ServiceReach
{
    /// <summary>Null when the caller may administer some.</summary>
    public static Error? WhyNot(Caller caller)
        => caller.Rights.May(Permission.AccessAdminister) ? null : caller.WhyNotSomewhere(Permission.ProjectAdminister);

    /// <summary>Whether this one, by where its roles are.</summary>
    public static bool Has(Caller caller, IReadOnlyCollection<ProjectId?> places)
        => caller.Rights.May(Permission.AccessAdminister)
            || (places.Count > 0 && places.All(place => place is { } project && caller.Rights.May(Permission.ProjectAdminister, project)));

    /// <summary>The account, if the caller administers it; to be changed in this context.</summary>
    public static async Task<Result<Account>> FindAsync(NexusDb db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (WhyNot(caller) is { } why)
        {
            return why;
        }

        var account = await db.Users.SingleOrDefaultAsync(account => account.Id == id && account.IsService, cancellationToken);
        return account is not null && Has(caller, await db.Set<RoleGrantRow>().Where(grant => grant.AccountId == id).Select(grant => grant.ProjectId).ToListAsync(cancellationToken))
            ? account
            : ServiceAccountErrors.NotFound(id);
    }

    /// <summary>Why the caller may hold no token of it: one that does more than they may themselves. Null when they may.</summary>
    public static async Task<Error?> WhyNoTokenAsync(NexusDb db, Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var grants = await (from grant in db.Set<RoleGrantRow>().AsNoTracking()
                            join role in db.Set<RoleRow>().AsNoTracking() on grant.RoleId equals role.Id
                            where grant.AccountId == id
                            select new { role, grant.ProjectId }).ToListAsync(cancellationToken);
        return grants.Select(grant => Grants.WhyNot(caller, grant.role, grant.ProjectId)).FirstOrDefault(error => error is not null);
    }
}
