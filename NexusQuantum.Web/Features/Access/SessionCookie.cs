using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>The session of a browser.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions cookie, WebOptions options)
    {
        cookie.Cookie.Name = CookieNames.Session(options);
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;

        // Lax, so that a link from a mail or chat opens the page it names; the API and hubs ask for the same origin besides.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;

        // The row of the session says how long it lives; the cookie only names it.
        cookie.ExpireTimeSpan = SessionLimits.Absolute;
        cookie.SlidingExpiration = false;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnValidatePrincipal = ValidateAsync;
        cookie.Events.OnRedirectToLogin = context => ChallengeAsync(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => ChallengeAsync(context, StatusCodes.Status403Forbidden);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var address = context.HttpContext.Connection.RemoteIpAddress;
        if (context.Principal is { } principal && Guid.TryParse(principal.FindFirstValue(SessionDoor.SessionClaim), out var session)
            && await services.GetRequiredService<Standings>().SessionAsync(session, context.HttpContext.RequestAborted) is { } standing)
        {
            standing.Came(services.GetRequiredService<TimeProvider>().GetUtcNow(), address?.ToString());
            context.ReplacePrincipal(new ClaimsPrincipal(new CallerIdentity(principal.Claims, IdentityConstants.ApplicationScheme, () => standing.Now(address?.ToString()))));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    /// <summary>People are sent to the sign-in page, programs get the status.</summary>
    private static Task ChallengeAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }
}
