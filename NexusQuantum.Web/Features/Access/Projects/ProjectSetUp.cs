using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Parts;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Projects, their members and the roles these are given.</summary>
internal static class ProjectSetUp
{
    public static IServiceCollection AddProjects(this IServiceCollection services)
        => services.AddSingleton<ProjectUses>().AddSingleton<ProjectBook>().AddSingleton<MemberBook>().AddSingleton<RoleBook>()
            .AddSingleton<IProjects>(provider => provider.GetRequiredService<ProjectBook>())
            .AddSingleton<IMembers>(provider => provider.GetRequiredService<MemberBook>())
            .AddSingleton<IRoles>(provider => provider.GetRequiredService<RoleBook>())
            .AddSingleton(_ => new AccessTab("Projects", ProjectsPage.Path, 300, null))
            .AddSingleton(_ => new AccessTab("Roles", RolesPage.Path, 400, Permission.AccessAdminister));

    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        ProjectEndpoints.Map(routes);
        RoleEndpoints.Map(routes);
    }
}
