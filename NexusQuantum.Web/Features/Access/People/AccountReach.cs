using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Whoever could reset an account that may do more than they would come to its rights by that.</summary>
internal static class AccountReach
{
    /// <summary>Null when the caller may do all that the account may.</summary>
    public static async Task<Error?> WhyNotAsync(NexusDb db, Caller caller, Account account, CancellationToken cancellationToken)
    {
        var grants = await (from grant in db.Set<RoleGrantRow>().AsNoTracking()
                            join role in db.Set<RoleRow>().AsNoTracking() on grant.RoleId equals role.Id
                            where grant.AccountId == account.Id
                            select new { grant.ProjectId, Role = role }).ToListAsync(cancellationToken);
        var theirs = Rights.Of(grants.Select(grant => (grant.ProjectId, grant.Role.Permissions)));
        return caller.Rights.Everywhere.Covers(theirs.Everywhere) && theirs.InProjects.All(pair => caller.Rights.In(pair.Key).Covers(pair.Value))
            ? null
            : PeopleErrors.BeyondOwn(account.UserName ?? "");
    }
}
