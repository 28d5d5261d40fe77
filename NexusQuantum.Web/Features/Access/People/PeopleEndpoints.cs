using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.People;

internal static class PeopleEndpoints
{
    public static void Map(RouteGroupBuilder users)
    {
        users.MapPost("", InviteAsync).WithName("inviteUser").WithMetadata(NoIdempotencyMetadata.Value);
        users.MapGet("/{id:guid}", ReadAsync).WithName("getUser");
        users.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteUser");
        users.MapPost("/{id:guid}/link", NewLinkAsync).WithName("makeUserLink").WithMetadata(NoIdempotencyMetadata.Value);
        users.MapDelete("/{id:guid}/link", DropLinkAsync).WithName("deleteUserLink");
        users.MapPost("/{id:guid}/disable", DisableAsync).WithName("disableUser");
        users.MapPost("/{id:guid}/enable", EnableAsync).WithName("enableUser");
        users.MapPost("/{id:guid}/roles", GiveRoleAsync).WithName("giveUserRole");
        users.MapDelete("/{id:guid}/roles/{grantId:guid}", TakeRoleAsync).WithName("takeUserRole");
        users.MapGet("/{id:guid}/sessions", SessionsAsync).WithName("listUserSessions");
        users.MapDelete("/{id:guid}/sessions", EndSessionsAsync).WithName("endUserSessions");
        users.MapDelete("/{id:guid}/sessions/{sessionId:guid}", EndSessionAsync).WithName("endUserSession");
    }

    public static async Task<Results<Ok<JoinedView>, ProblemResult>> JoinAsync(JoinRequest request, Joining joining, HttpContext context, CancellationToken cancellationToken)
    {
        var account = await joining.RunAsync(request.Secret, request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        return account.Ok ? TypedResults.Ok(new JoinedView(account.Value.UserName ?? "")) : account.Error.ToHttp();
    }

    private static async Task<Results<Created<NewLinkView>, ProblemResult>> InviteAsync(NewPersonRequest request, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
    {
        var link = await accounts.InviteAsync(user.ToCaller(), request, cancellationToken);
        return link.Ok ? TypedResults.Created($"/v1/users/{link.Value.Id}", link.Value) : link.Error.ToHttp();
    }

    private static async Task<Results<Ok<PersonView>, ProblemResult>> ReadAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
    {
        var person = await accounts.ReadAsync(user.ToCaller(), id, cancellationToken);
        return person.Ok ? TypedResults.Ok(person.Value) : person.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Guid id, Guid? heir, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.DeleteAsync(user.ToCaller(), id, heir, cancellationToken));

    private static async Task<Results<Ok<NewLinkView>, ProblemResult>> NewLinkAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
    {
        var link = await accounts.NewLinkAsync(user.ToCaller(), id, cancellationToken);
        return link.Ok ? TypedResults.Ok(link.Value) : link.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DropLinkAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.DropLinkAsync(user.ToCaller(), id, cancellationToken));

    private static async Task<Results<NoContent, ProblemResult>> DisableAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.DisableAsync(user.ToCaller(), id, cancellationToken));

    private static async Task<Results<NoContent, ProblemResult>> EnableAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.EnableAsync(user.ToCaller(), id, cancellationToken));

    private static async Task<Results<Created<GrantView>, ProblemResult>> GiveRoleAsync(Guid id, GiveRoleRequest request, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
    {
        var grant = await accounts.GiveRoleAsync(user.ToCaller(), id, RoleId.From(request.RoleId), request.ProjectId is { } project ? ProjectId.From(project) : null, cancellationToken);
        return grant.Ok ? TypedResults.Created($"/v1/users/{id}/roles/{grant.Value.Id}", grant.Value) : grant.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> TakeRoleAsync(Guid id, Guid grantId, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.TakeRoleAsync(user.ToCaller(), id, grantId, cancellationToken));

    private static async Task<Results<Ok<SessionPage>, ProblemResult>> SessionsAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
    {
        var person = await accounts.ReadAsync(user.ToCaller(), id, cancellationToken);
        return person.Ok ? TypedResults.Ok(new SessionPage(person.Value.Sessions, null)) : person.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> EndSessionsAsync(Guid id, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.EndSessionsAsync(user.ToCaller(), id, cancellationToken));

    private static async Task<Results<NoContent, ProblemResult>> EndSessionAsync(Guid id, Guid sessionId, ClaimsPrincipal user, IAccounts accounts, CancellationToken cancellationToken)
        => Answer(await accounts.EndSessionAsync(user.ToCaller(), id, sessionId, cancellationToken));

    private static Results<NoContent, ProblemResult> Answer(Result<Done> done) => done.Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
