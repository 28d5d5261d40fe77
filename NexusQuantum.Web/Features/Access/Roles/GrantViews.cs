using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>Reads which roles accounts have.</summary>
internal static class GrantViews
{
    public static async Task<ILookup<Guid, GrantView>> ReadAsync(NexusDb db, IReadOnlyCollection<Guid> accounts, CancellationToken cancellationToken)
    {
        var rows = await (from grant in db.Set<RoleGrantRow>().AsNoTracking()
                          join role in db.Set<RoleRow>() on grant.RoleId equals role.Id
                          join project in db.Set<ProjectRow>() on grant.ProjectId equals project.Id into projects
                          from project in projects.DefaultIfEmpty()
                          where accounts.Contains(grant.AccountId)
                          orderby project.Name, role.Name
                          select new { grant.AccountId, grant.Id, RoleId = role.Id, Role = role.Name, grant.ProjectId, Project = project.Name, grant.ProviderId }).ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.AccountId, row => new GrantView(row.Id, row.RoleId, row.Role, row.ProjectId, row.Project, row.ProviderId));
    }
}
