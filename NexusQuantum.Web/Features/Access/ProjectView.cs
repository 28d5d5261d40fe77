using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access;

/// <summary>A project as one caller sees it.</summary>
/// <param name="Id">The project.</param>
/// <param name="Name">Unique in the installation.</param>
/// <param name="Description">Free text.</param>
/// <param name="Quotas">The most its machines may take.</param>
/// <param name="Use">What they take; null for callers who may not see its machines.</param>
/// <param name="Permissions">What the caller may do in it, by the words of <c>GET /v1/permissions</c>.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record ProjectView(ProjectId Id, string Name, string? Description, ProjectQuotas Quotas, ProjectUse? Use, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt);
