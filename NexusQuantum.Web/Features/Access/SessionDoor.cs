using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Gives and takes the cookie of a session.</summary>
internal static class SessionDoor
{
    public static async Task OpenAsync(HttpContext context, Account account)
    {
        var claims = context.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id.ToString("D")),
                new Claim(ClaimTypes.Name, account.UserName ?? ""),
                new Claim(claims.SecurityStampClaimType, account.SecurityStamp ?? ""),
            ],
            IdentityConstants.ApplicationScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(identity));
    }

    public static Task CloseAsync(HttpContext context) => context.SignOutAsync(IdentityConstants.ApplicationScheme);
}
