using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

/// <summary>Routes ask only who is there: either of two permissions opens them, which the handler asks for.</summary>
internal static class ServiceAccountEndpoints
{
    public static void Map(RouteGroupBuilder accounts)
    {
        accounts.MapGet("", ListAsync).WithName("listServiceAccounts");
        accounts.MapPost("", CreateAsync).WithName("createServiceAccount");
        accounts.MapPatch("/{id:guid}", ChangeAsync).WithName("changeServiceAccount");
        accounts.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteServiceAccount");
        accounts.MapGet("/{id:guid}/tokens", TokensAsync).WithName("listServiceAccountTokens");
        accounts.MapPost("/{id:guid}/tokens", CreateTokenAsync).WithName("createServiceAccountToken").WithMetadata(NoIdempotencyMetadata.Value);
        accounts.MapDelete("/{id:guid}/tokens/{tokenId:guid}", DeleteTokenAsync).WithName("deleteServiceAccountToken");
    }

    private static async Task<Results<Ok<ServiceAccountPage>, ProblemResult>> ListAsync(ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
    {
        var accounts = await api.ListAsync(user.ToCaller(), cancellationToken);
        return accounts.Ok ? TypedResults.Ok(new ServiceAccountPage(accounts.Value, null)) : accounts.Error.ToHttp();
    }

    private static async Task<Results<Created<ServiceAccountView>, ProblemResult>> CreateAsync(NewServiceAccountRequest request, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
    {
        var made = await api.CreateAsync(user.ToCaller(), request, cancellationToken);
        return made.Ok ? TypedResults.Created($"/v1/service-accounts/{made.Value.Id}", made.Value) : made.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangeAsync(Guid id, ServiceAccountChangeRequest change, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
        => (await api.SetDisabledAsync(user.ToCaller(), id, change.Disabled, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Guid id, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
        => (await api.DeleteAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<TokenPage>, ProblemResult>> TokensAsync(Guid id, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
    {
        var tokens = await api.TokensAsync(user.ToCaller(), id, cancellationToken);
        return tokens.Ok ? TypedResults.Ok(new TokenPage(tokens.Value, null)) : tokens.Error.ToHttp();
    }

    private static async Task<Results<Created<NewTokenView>, ProblemResult>> CreateTokenAsync(Guid id, NewTokenRequest request, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
    {
        var made = await api.CreateTokenAsync(user.ToCaller(), id, request, cancellationToken);
        return made.Ok ? TypedResults.Created($"/v1/service-accounts/{id}/tokens/{made.Value.Id}", made.Value) : made.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteTokenAsync(Guid id, Guid tokenId, ClaimsPrincipal user, IServiceAccounts api, CancellationToken cancellationToken)
        => (await api.DeleteTokenAsync(user.ToCaller(), id, tokenId, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
