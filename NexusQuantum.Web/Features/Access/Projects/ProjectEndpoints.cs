using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Projects;

internal static class ProjectEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var projects = routes.MapGroup("/v1/projects").WithTags("Projects");
        // Signed in is enough: the answer holds only projects in which the caller may do something.
        projects.MapGet("", ListAsync).WithName("listProjects").SignedIn();
        projects.MapGet("/{id}", GetAsync).WithName("getProject").SignedIn();
        projects.MapPost("", CreateAsync).WithName("createProject").Needs(Permission.AccessAdminister);
        projects.MapPut("/{id}", EditAsync).WithName("editProject").Needs(Permission.AccessAdminister);
        projects.MapDelete("/{id}", DeleteAsync).WithName("deleteProject").Needs(Permission.AccessAdminister);
        projects.MapGet("/{id}/members", MembersAsync).WithName("listProjectMembers").Needs(Permission.ProjectAdminister);
        projects.MapPost("/{id}/members", AddMemberAsync).WithName("addProjectMember").Needs(Permission.ProjectAdminister);
        projects.MapDelete("/{id}/members/{memberId:guid}", RemoveMemberAsync).WithName("removeProjectMember").Needs(Permission.ProjectAdminister);
    }

    private static async Task<Ok<ProjectPage>> ListAsync(ClaimsPrincipal user, ProjectBook book, CancellationToken cancellationToken)
        => TypedResults.Ok(new ProjectPage(await book.ListAsync(user.ToCaller(), cancellationToken), null));

    private static async Task<Results<Ok<ProjectView>, ProblemResult>> GetAsync(ProjectId id, ClaimsPrincipal user, ProjectBook book, CancellationToken cancellationToken)
    {
        var project = await book.GetAsync(user.ToCaller(), id, cancellationToken);
        return project.Ok ? TypedResults.Ok(project.Value) : project.Error.ToHttp();
    }

    private static async Task<Results<Created<ProjectView>, ProblemResult>> CreateAsync(ProjectRequest request, ClaimsPrincipal user, ProjectBook book, CancellationToken cancellationToken)
    {
        var project = await book.CreateAsync(user.ToCaller(), request, cancellationToken);
        return project.Ok ? TypedResults.Created($"/v1/projects/{project.Value.Id}", project.Value) : project.Error.ToHttp();
    }

    private static async Task<Results<Ok<ProjectView>, ProblemResult>> EditAsync(ProjectId id, ProjectRequest request, ClaimsPrincipal user, ProjectBook book, CancellationToken cancellationToken)
    {
        var project = await book.EditAsync(user.ToCaller(), id, request, cancellationToken);
        return project.Ok ? TypedResults.Ok(project.Value) : project.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(ProjectId id, ClaimsPrincipal user, ProjectBook book, CancellationToken cancellationToken)
        => (await book.DeleteAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<MemberPage>, ProblemResult>> MembersAsync(ProjectId id, ClaimsPrincipal user, MemberBook book, CancellationToken cancellationToken)
    {
        var members = await book.ListAsync(user.ToCaller(), id, cancellationToken);
        return members.Ok ? TypedResults.Ok(new MemberPage(members.Value, null)) : members.Error.ToHttp();
    }

    private static async Task<Results<Created<MemberView>, ProblemResult>> AddMemberAsync(ProjectId id, MemberRequest request, ClaimsPrincipal user, MemberBook book, CancellationToken cancellationToken)
    {
        var member = await book.AddAsync(user.ToCaller(), id, request, cancellationToken);
        return member.Ok ? TypedResults.Created($"/v1/projects/{id}/members/{member.Value.Id}", member.Value) : member.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> RemoveMemberAsync(ProjectId id, Guid memberId, ClaimsPrincipal user, MemberBook book, CancellationToken cancellationToken)
        => (await book.RemoveAsync(user.ToCaller(), id, memberId, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
