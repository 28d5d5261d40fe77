using Microsoft.AspNetCore.Authorization;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>
/// What a door needs, on a page, a hub or (by <see cref="Doors.Needs"/>) a route: the permission somewhere. About the thing itself the
/// handler behind asks again.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(Permission permission) : AuthorizeAttribute(Prefix + permission.Name())
{
    /// <summary>Begins the name of each such policy.</summary>
    public const string Prefix = "needs:";

    /// <summary>What has to be held.</summary>
    public Permission Permission { get; } = permission;
}

/// <summary>For a door that only asks who is there: one's own account, and what shows each person what they may see.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SignedInAttribute() : AuthorizeAttribute(Policy)
{
    /// <summary>Name of the policy.</summary>
    public new const string Policy = "signed-in";
}
