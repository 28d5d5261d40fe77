using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Roles;

internal static class RoleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/v1/roles").WithTags("Access");
        // Signed in is enough: whoever gives roles in a project needs their names, and for all others only those built in are listed.
        roles.MapGet("", ListAsync).WithName("listRoles").SignedIn();
        roles.MapPost("", CreateAsync).WithName("createRole").Needs(Permission.AccessAdminister);
        roles.MapPut("/{id}", EditAsync).WithName("editRole").Needs(Permission.AccessAdminister);
        roles.MapDelete("/{id}", DeleteAsync).WithName("deleteRole").Needs(Permission.AccessAdminister);
        routes.MapGet("/v1/permissions", All).WithTags("Access").WithName("listPermissions").SignedIn();
    }

    private static Ok<PermissionPage> All() => TypedResults.Ok(new PermissionPage([.. Permissions.All.Select(facts => new PermissionView(facts.Name, facts.InProject, facts.Text))], null));

    private static async Task<Ok<RolePage>> ListAsync(ClaimsPrincipal user, RoleBook book, CancellationToken cancellationToken)
        => TypedResults.Ok(new RolePage(await book.ListAsync(user.ToCaller(), cancellationToken), null));

    private static async Task<Results<Created<RoleView>, ProblemResult>> CreateAsync(RoleRequest request, ClaimsPrincipal user, RoleBook book, CancellationToken cancellationToken)
    {
        var role = await book.CreateAsync(user.ToCaller(), request, cancellationToken);
        return role.Ok ? TypedResults.Created($"/v1/roles/{role.Value.Id}", role.Value) : role.Error.ToHttp();
    }

    private static async Task<Results<Ok<RoleView>, ProblemResult>> EditAsync(RoleId id, RoleRequest request, ClaimsPrincipal user, RoleBook book, CancellationToken cancellationToken)
    {
        var role = await book.EditAsync(user.ToCaller(), id, request, cancellationToken);
        return role.Ok ? TypedResults.Ok(role.Value) : role.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(RoleId id, ClaimsPrincipal user, RoleBook book, CancellationToken cancellationToken)
        => (await book.DeleteAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
