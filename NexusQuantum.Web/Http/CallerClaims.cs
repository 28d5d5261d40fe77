using System.Security.Claims;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>Reads who asks from a signed-in principal, the same way for pages, endpoints and hubs.</summary>
internal static class CallerClaims
{
    /// <summary>The caller behind a principal. Only for principals the fallback policy let through; others are a bug.</summary>
    public static Caller ToCaller(this ClaimsPrincipal principal)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        var name = principal.FindFirstValue(ClaimTypes.Name);
        return Guid.TryParse(id, out var userId) && name is not null
            ? new Caller(userId, name)
            : throw new InvalidOperationException("The principal carries no user id and name.");
    }
}
