using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary><c>Authorization: Bearer nqt_…</c>, from the header only: a token in a query would land in logs and histories.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenVault vault)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "Bearer";
    /// <summary>Names the token behind a principal, so that what it opened can be closed with it.</summary>
    public const string TokenClaim = "nexus:token";

    private const string Lead = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Lead, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (await vault.FindAsync(header[Lead.Length..].Trim(), Context.RequestAborted) is not { } standing)
        {
            return AuthenticateResult.Fail("The token is unknown, has expired, or its owner may not come in.");
        }

        var address = Context.Connection.RemoteIpAddress?.ToString();
        var caller = standing.Now(address);
        var identity = new CallerIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, caller.UserId.ToString("D")),
                new Claim(ClaimTypes.Name, caller.Name),
                new Claim(TokenClaim, standing.Id.ToString("D")),
            ],
            Scheme,
            () => standing.Now(address));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return base.HandleChallengeAsync(properties);
    }
}
