using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Tokens;

/// <summary>A token that was asked for and may be made.</summary>
/// <param name="OwnerId">Whose it will be.</param>
/// <param name="OwnerName">The account's name, for the audit.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Life">How long it holds.</param>
/// <param name="Scope">How much of its owner's rights it carries.</param>
/// <param name="Projects">Where; null for wherever its owner may.</param>
internal sealed record TokenWish(Guid OwnerId, string OwnerName, string Name, TimeSpan Life, TokenScope Scope = TokenScope.Administer, IReadOnlyCollection<ProjectId>? Projects = null)
{
    /// <summary>What the audit calls it.</summary>
    public string Action { get; init; } = "token.create";
}
