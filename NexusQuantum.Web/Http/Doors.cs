using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>Says on a route who may pass. A route that says nothing is closed to everyone.</summary>
internal static class Doors
{
    /// <summary>Callers who hold this permission somewhere.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, Permission permission)
        where TBuilder : IEndpointConventionBuilder
        => route.RequireAuthorization(new NeedsAttribute(permission));

    /// <summary>Every signed-in caller.</summary>
    public static TBuilder SignedIn<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
        => route.RequireAuthorization(new SignedInAttribute());
}
