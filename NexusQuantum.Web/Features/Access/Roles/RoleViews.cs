using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>Body of <c>POST /v1/roles</c> and <c>PUT /v1/roles/{id}</c>; permissions by the words of <c>GET /v1/permissions</c>.</summary>
public sealed record RoleRequest(string Name, IReadOnlyList<string> Permissions, string? Text = null);

/// <summary>A role and what it allows.</summary>
/// <param name="Id">The role.</param>
/// <param name="Name">Lower-case word, unique.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="BuiltIn">True for those that never change.</param>
/// <param name="NeedsSecondFactor">Whether those who hold it need a second factor.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="Grants">How often it is given; null for those who do not administer access.</param>
public sealed record RoleView(RoleId Id, string Name, string Text, bool BuiltIn, bool NeedsSecondFactor, IReadOnlyList<string> Permissions, int? Grants);

/// <summary>The roles that there are to give.</summary>
internal sealed record RolePage(IReadOnlyList<RoleView> Items, string? Next);

/// <summary>A permission.</summary>
/// <param name="Name">Dotted word, never renamed.</param>
/// <param name="InProject">Whether it can be given for one project.</param>
/// <param name="Text">What it allows, after "may".</param>
public sealed record PermissionView(string Name, bool InProject, string Text);

/// <summary>All permissions.</summary>
internal sealed record PermissionPage(IReadOnlyList<PermissionView> Items, string? Next);
