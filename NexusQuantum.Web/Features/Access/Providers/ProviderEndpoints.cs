using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Providers;

internal static class ProviderEndpoints
{
    public static void Map(RouteGroupBuilder providers)
    {
        providers.MapGet("", ListAsync).WithName("listSignInProviders");
        providers.MapPost("", CreateAsync).WithName("createSignInProvider");
        providers.MapGet("/{id:guid}", GetAsync).WithName("getSignInProvider");
        providers.MapPut("/{id:guid}", ChangeAsync).WithName("changeSignInProvider");
        providers.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteSignInProvider");
        providers.MapPost("/{id:guid}/check", CheckAsync).WithName("checkSignInProvider").WithMetadata(NoIdempotencyMetadata.Value);
    }

    private static async Task<Results<Ok<SignInProviderPage>, ProblemResult>> ListAsync(ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
    {
        var all = await book.ListAsync(user.ToCaller(), cancellationToken);
        return all.Ok ? TypedResults.Ok(new SignInProviderPage(all.Value, null)) : all.Error.ToHttp();
    }

    private static async Task<Results<Ok<SignInProviderView>, ProblemResult>> GetAsync(Guid id, ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
    {
        var one = await book.GetAsync(user.ToCaller(), id, cancellationToken);
        return one.Ok ? TypedResults.Ok(one.Value) : one.Error.ToHttp();
    }

    private static async Task<Results<Created<SignInProviderView>, ProblemResult>> CreateAsync(SignInProviderRequest request, ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
    {
        var made = await book.CreateAsync(user.ToCaller(), request, cancellationToken);
        return made.Ok ? TypedResults.Created($"/v1/sign-in-providers/{made.Value.Id}", made.Value) : made.Error.ToHttp();
    }

    private static async Task<Results<Ok<SignInProviderView>, ProblemResult>> ChangeAsync(Guid id, SignInProviderRequest request, ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
    {
        var changed = await book.ChangeAsync(user.ToCaller(), id, request, cancellationToken);
        return changed.Ok ? TypedResults.Ok(changed.Value) : changed.Error.ToHttp();
    }

    private static async Task<Results<NoContent, ProblemResult>> DeleteAsync(Guid id, ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
        => (await book.DeleteAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    private static async Task<Results<Ok<ProviderCheckView>, ProblemResult>> CheckAsync(Guid id, ClaimsPrincipal user, ProviderBook book, CancellationToken cancellationToken)
    {
        var found = await book.CheckAsync(user.ToCaller(), id, cancellationToken);
        return found.Ok ? TypedResults.Ok(found.Value) : found.Error.ToHttp();
    }
}
