using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Tokens;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

internal static class AccessEndpoints
{
    private static readonly TimeSpan LoginLife = TimeSpan.FromHours(12);

    public static async Task<Results<Ok<LoginView>, ProblemResult>> LoginAsync(LoginRequest request, SignIn signIn, SecondFactors factors, TokenVault vault, HttpContext context, CancellationToken cancellationToken)
    {
        var account = await signIn.CheckAsync(request.UserName, request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        if (!account.Ok)
        {
            return account.Error.ToHttp();
        }

        var has = await factors.OfAsync(account.Value.Id, cancellationToken);
        Result<Done> step = has.Next switch
        {
            NextStep.Open => Done.Value,
            NextStep.SetUp => SecondFactorErrors.SetUpRequired(),
            NextStep.Second when string.IsNullOrEmpty(request.Code) => SecondFactorErrors.Required(has),
            NextStep.Second => await factors.CheckCodeAsync(account.Value, request.Code, context.Connection.RemoteIpAddress, cancellationToken),
        };
        if (!step.Ok)
        {
            return step.Error.ToHttp();
        }

        var owner = account.Value;
        var who = new Caller(owner.Id, owner.UserName ?? "") { Origin = new CallerOrigin("none", null, context.Connection.RemoteIpAddress?.ToString()) };
        var token = await vault.CreateAsync(who, new TokenWish(owner.Id, who.Name, "login", LoginLife) { Action = "token.login" }, cancellationToken);
        return token.Ok ? TypedResults.Ok(new LoginView(token.Value.Token, token.Value.ExpiresAt)) : token.Error.ToHttp();
    }

    public static async Task<Results<Created<UserView>, ProblemResult>> SetUpAsync(SetUpRequest request, SetUp setUp, HttpContext context, CancellationToken cancellationToken)
    {
        var account = await setUp.RunAsync(request.Code, request.UserName, request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        return account.Ok ? TypedResults.Created("/v1/me", UserView.Of(account.Value, [])) : account.Error.ToHttp();
    }

    public static Ok<MeView> Me(ClaimsPrincipal user)
    {
        var caller = user.ToCaller();
        return TypedResults.Ok(new MeView(caller.UserId, caller.Name, [.. caller.Rights.Everywhere.Select(permission => permission.Name())], caller.Rights.InProjects.ToDictionary(pair => pair.Key.ToString(), pair => (IReadOnlyList<string>)[.. pair.Value.Select(permission => permission.Name())], StringComparer.Ordinal)));
    }

    public static async Task<Results<Ok<UserPage>, ProblemResult>> UsersAsync(ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
    {
        var users = await api.UsersAsync(user.ToCaller(), cancellationToken);
        return users.Ok ? TypedResults.Ok(new UserPage(users.Value, null)) : users.Error.ToHttp();
    }

    public static async Task<Results<Ok<TokenPage>, ProblemResult>> TokensAsync(ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
    {
        var tokens = await api.TokensAsync(user.ToCaller(), cancellationToken);
        return tokens.Ok ? TypedResults.Ok(new TokenPage(tokens.Value, null)) : tokens.Error.ToHttp();
    }

    public static async Task<Results<Created<NewTokenView>, ProblemResult>> CreateTokenAsync(NewTokenRequest request, ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
    {
        var token = await api.CreateTokenAsync(user.ToCaller(), request, cancellationToken);
        return token.Ok ? TypedResults.Created($"/v1/tokens/{token.Value.Id}", token.Value) : token.Error.ToHttp();
    }

    public static async Task<Results<NoContent, ProblemResult>> DeleteTokenAsync(Guid id, ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
        => (await api.DeleteTokenAsync(user.ToCaller(), id, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();

    public static async Task<Results<Ok<TokenPage>, ProblemResult>> TokensOfAsync(Guid id, ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
    {
        var tokens = await api.TokensOfAsync(user.ToCaller(), id, cancellationToken);
        return tokens.Ok ? TypedResults.Ok(new TokenPage(tokens.Value, null)) : tokens.Error.ToHttp();
    }

    public static async Task<Results<NoContent, ProblemResult>> DeleteTokenOfAsync(Guid id, Guid tokenId, ClaimsPrincipal user, IAccessApi api, CancellationToken cancellationToken)
        => (await api.DeleteTokenOfAsync(user.ToCaller(), id, tokenId, cancellationToken)).Error is { } error ? error.ToHttp() : TypedResults.NoContent();
}
