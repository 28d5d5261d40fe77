using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

/// <summary>Body of <c>POST /v1/service-accounts</c>: its name and what it may do.</summary>
public sealed record NewServiceAccountRequest(string Name, IReadOnlyList<ServiceRole>? Roles = null);

/// <summary>A role that a service account is to have.</summary>
/// <param name="RoleId">The role.</param>
/// <param name="ProjectId">Where; null for everywhere.</param>
public sealed record ServiceRole(RoleId RoleId, ProjectId? ProjectId = null);

/// <summary>Body of <c>PATCH /v1/service-accounts/{id}</c>.</summary>
internal sealed record ServiceAccountChangeRequest(bool Disabled);

/// <summary>An account of a program: it has tokens and never signs in.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Who made it and answers for it; null when that person is gone.</param>
/// <param name="DisabledAt">Since when its tokens rest.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Tokens">How many it has.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record ServiceAccountView(Guid Id, string Name, string? Owner, DateTimeOffset? DisabledAt, IReadOnlyList<GrantView> Roles, int Tokens, DateTimeOffset CreatedAt);

/// <summary>All that the caller administers.</summary>
internal sealed record ServiceAccountPage(IReadOnlyList<ServiceAccountView> Items, string? Next);
