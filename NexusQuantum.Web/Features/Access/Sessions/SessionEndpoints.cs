using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Sessions;

internal static class SessionEndpoints
{
    public static void Map(RouteGroupBuilder sessions)
    {
        sessions.MapGet("", ReadAsync).WithName("listOwnSessions");
        sessions.MapDelete("", EndOthersAsync).WithName("endOtherSessions");
        sessions.MapDelete("/{id:guid}", EndAsync).WithName("endOwnSession");
    }

    private static async Task<Ok<SessionPage>> ReadAsync(ClaimsPrincipal user, OwnSessions own, CancellationToken cancellationToken)
        => TypedResults.Ok(new SessionPage(await own.ReadAsync(user.ToCaller(), cancellationToken), null));

    private static async Task<Results<NoContent, ProblemResult>> EndOthersAsync(ClaimsPrincipal user, OwnSessions own, CancellationToken cancellationToken)
        => (await own.EndOthersAsync(user.ToCaller(), cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemResult>> EndAsync(Guid id, ClaimsPrincipal user, OwnSessions own, CancellationToken cancellationToken)
        => (await own.EndAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
