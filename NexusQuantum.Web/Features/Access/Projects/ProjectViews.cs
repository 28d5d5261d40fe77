using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Body of <c>POST /v1/projects</c> and <c>PUT /v1/projects/{id}</c>; a put replaces all of it.</summary>
public sealed record ProjectRequest(string Name, string? Description = null, ProjectQuotas? Quotas = null);

/// <summary>The projects in which the caller may do anything.</summary>
internal sealed record ProjectPage(IReadOnlyList<ProjectView> Items, string? Next);

/// <summary>Body of <c>POST /v1/projects/{id}/members</c>: an account's name, since those who give roles in a project see no list of accounts.</summary>
public sealed record MemberRequest(string UserName, RoleId RoleId);

/// <summary>Somebody has a role in a project.</summary>
/// <param name="Id">The grant, by which it is taken away.</param>
/// <param name="AccountId">Who has it.</param>
/// <param name="UserName">Their name.</param>
/// <param name="IsService">True for a service account.</param>
/// <param name="RoleId">The role.</param>
/// <param name="Role">Its name.</param>
/// <param name="ProviderId">The sign-in provider that gave it, if one did.</param>
/// <param name="GrantedAt">Since when, UTC.</param>
/// <param name="GrantedBy">Who gave it.</param>
public sealed record MemberView(Guid Id, Guid AccountId, string UserName, bool IsService, RoleId RoleId, string Role, Guid? ProviderId, DateTimeOffset GrantedAt, string GrantedBy);

/// <summary>Who has a role in a project; roles that count everywhere are not among them.</summary>
internal sealed record MemberPage(IReadOnlyList<MemberView> Items, string? Next);
