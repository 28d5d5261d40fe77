using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>What somebody who gives roles may choose from.</summary>
/// <param name="Roles">The roles there are, those built in first.</param>
/// <param name="Projects">The projects in which the caller gives roles.</param>
/// <param name="Everywhere">Whether the caller gives roles for the whole installation.</param>
public sealed record GrantChoices(IReadOnlyList<GrantChoice> Roles, IReadOnlyList<GrantChoice> Projects, bool Everywhere)
{
    /// <summary>Nothing yet.</summary>
    public static readonly GrantChoices None = new([], [], false);

    /// <summary>"viewer in blue", "operator everywhere".</summary>
    public string Say(RoleId role, ProjectId? project)
        => $"{Name(Roles, role.Value) ?? "a role that is gone"} {(project is { } place ? "in " + (Name(Projects, place.Value) ?? "a project that is gone") : "everywhere")}";

    internal static async Task<GrantChoices> ReadAsync(NexusDb db, Caller caller, CancellationToken cancellationToken)
    {
        var everywhere = caller.Rights.May(Permission.AccessAdminister);
        var roles = await db.Set<RoleRow>().AsNoTracking().OrderByDescending(role => role.BuiltIn).ThenBy(role => role.Name).ToListAsync(cancellationToken);
        var projects = await db.Set<ProjectRow>().AsNoTracking().OrderBy(project => project.Name).ToListAsync(cancellationToken);
        return new GrantChoices(
            [.. roles.Select(role => new GrantChoice(role.Id.Value, role.Name))],
            [.. projects.Where(project => everywhere || caller.Rights.May(Permission.ProjectAdminister, project.Id)).Select(project => new GrantChoice(project.Id.Value, project.Name))],
            everywhere);
    }

    private static string? Name(IReadOnlyList<GrantChoice> all, Guid id) => all.FirstOrDefault(one => one.Id == id)?.Name;
}

/// <summary>A role or a project to choose.</summary>
public sealed record GrantChoice(Guid Id, string Name);
