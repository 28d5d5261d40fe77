using System.Security.Claims;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>Reads who asks from a signed-in principal, the same way for pages, endpoints and hubs.</summary>
internal static class CallerClaims
{
    /// <summary>The caller behind a principal. Only for principals that the policies let through; others are a bug.</summary>
    public static Caller ToCaller(this ClaimsPrincipal principal)
        => principal.TryCaller() ?? throw new InvalidOperationException("The principal is of no signed-in caller.");

    /// <summary>The caller behind a principal, or null when nobody is signed in.</summary>
    public static Caller? TryCaller(this ClaimsPrincipal principal)
        => principal.Identities.OfType<CallerIdentity>().FirstOrDefault(identity => identity.IsAuthenticated)?.Caller;
}
