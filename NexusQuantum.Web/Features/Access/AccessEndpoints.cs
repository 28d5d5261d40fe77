using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

internal static class AccessEndpoints
{
    private static readonly TimeSpan LoginLife = TimeSpan.FromHours(12);

    public static async Task<Results<Ok<LoginView>, ProblemResult>> LoginAsync(LoginRequest request, SignIn signIn, TokenVault vault, HttpContext context, CancellationToken cancellationToken)
    {
        var account = await signIn.CheckAsync(request.UserName, request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        if (!account.Ok)
        {
            return account.Error.ToHttp();
        }

        var token = await vault.CreateAsync(account.Value.Id, "login", LoginLife, cancellationToken);
        return token.Ok ? TypedResults.Ok(new LoginView(token.Value.Token, token.Value.ExpiresAt)) : token.Error.ToHttp();
    }

    public static async Task<Results<Created<UserView>, ProblemResult>> SetUpAsync(SetUpRequest request, SetUp setUp, HttpContext context, CancellationToken cancellationToken)
    {
        var account = await setUp.RunAsync(request.Code, request.UserName, request.Password, context.Connection.RemoteIpAddress, cancellationToken);
        return account.Ok ? TypedResults.Created("/v1/me", View(account.Value)) : account.Error.ToHttp();
    }

    public static Ok<MeView> Me(ClaimsPrincipal user)
    {
        var caller = user.ToCaller();
        return TypedResults.Ok(new MeView(caller.UserId, caller.Name));
    }

    public static async Task<Ok<UserPage>> UsersAsync(IDbContextFactory<NexusDb> databases, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = await db.Users.AsNoTracking().OrderBy(account => account.NormalizedUserName).Take(500).ToListAsync(cancellationToken);
        return TypedResults.Ok(new UserPage([.. users.Select(View)], null));
    }

    public static async Task<Ok<TokenPage>> TokensAsync(ClaimsPrincipal user, TokenVault vault, CancellationToken cancellationToken)
        => TypedResults.Ok(new TokenPage(await vault.ListAsync(user.ToCaller().UserId, cancellationToken), null));

    public static async Task<Results<Created<NewTokenView>, ProblemResult>> CreateTokenAsync(NewTokenRequest request, ClaimsPrincipal user, TokenVault vault, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var name = request.Name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
        {
            fields["name"] = ["A name has 1 to 100 characters."];
        }

        if (request.ExpiresInDays is < 1 or > 365)
        {
            fields["expiresInDays"] = ["A token lives 1 to 365 days."];
        }

        if (fields.Count > 0)
        {
            return AccessErrors.BadToken(fields).ToHttp();
        }

        var token = await vault.CreateAsync(user.ToCaller().UserId, name, TimeSpan.FromDays(request.ExpiresInDays), cancellationToken);
        return token.Ok ? TypedResults.Created($"/v1/tokens/{token.Value.Id}", token.Value) : token.Error.ToHttp();
    }

    public static async Task<Results<NoContent, ProblemResult>> DeleteTokenAsync(Guid id, ClaimsPrincipal user, TokenVault vault, CancellationToken cancellationToken)
        => await vault.DeleteAsync(user.ToCaller().UserId, id, cancellationToken) ? TypedResults.NoContent() : AccessErrors.TokenNotFound(id).ToHttp();

    private static UserView View(Account account) => new(account.Id, account.UserName ?? "", account.IsAdministrator, account.CreatedAt);
}
