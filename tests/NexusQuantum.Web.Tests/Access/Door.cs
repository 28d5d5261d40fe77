using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>A way into the portal and what it asks for.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Route pattern.</param>
/// <param name="Needs">The permission somewhere; null for every signed-in caller.</param>
/// <param name="Public">True for the short list that is open to strangers.</param>
internal sealed record Door(string Method, string Pattern, Permission? Needs = null, bool Public = false)
{
    public override string ToString() => $"{Method} {Pattern}";
}
