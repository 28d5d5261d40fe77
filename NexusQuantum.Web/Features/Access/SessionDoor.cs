using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Gives and takes the cookie of a session.</summary>
internal static class SessionDoor
{
    /// <summary>Names the session behind a cookie.</summary>
    public const string SessionClaim = "nexus:session";

    /// <summary>Opens a session for an account that has proved itself here by <paramref name="method"/>; the old session of this browser ends.</summary>
    public static Task OpenAsync(HttpContext context, Account account, string method = "password") => OpenAsync(context, account, new SessionMethod(method));

    /// <summary>The same for one that has proved itself anywhere; false when its provider was switched off meanwhile.</summary>
    public static async Task<bool> OpenAsync(HttpContext context, Account account, SessionMethod method)
    {
        await EndAsync(context);
        var book = context.RequestServices.GetRequiredService<SessionBook>();
        if (await book.OpenAsync(account, method, context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent.ToString(), context.RequestAborted) is not { } session)
        {
            return false;
        }

        if (account.Theme is { } theme)
        {
            context.Response.Cookies.Append(Ui.App.ThemeCookie, theme, new CookieOptions { Path = "/", MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true });
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id.ToString("D")),
                new Claim(ClaimTypes.Name, account.UserName ?? ""),
                new Claim(SessionClaim, session.Id.ToString("D")),
            ],
            IdentityConstants.ApplicationScheme);
        if (account.DisplayName is { } called)
        {
            identity.AddClaim(new Claim(ClaimTypes.GivenName, called));
        }

        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = session.ExpiresAt });
        return true;
    }

    /// <summary>Ends the session of this browser and takes its cookie: a copy of the cookie is worth nothing from then on.</summary>
    public static async Task CloseAsync(HttpContext context)
    {
        await EndAsync(context);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private static async Task EndAsync(HttpContext context)
    {
        if (context.User.TryCaller() is { } caller && Guid.TryParse(context.User.FindFirstValue(SessionClaim), out var session))
        {
            await context.RequestServices.GetRequiredService<SessionBook>().EndAsync(caller, caller.UserId, session, context.RequestAborted);
        }
    }
}
