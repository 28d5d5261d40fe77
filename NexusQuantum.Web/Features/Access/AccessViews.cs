using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Body of <c>POST /v1/login</c>; <c>code</c> is that of the authenticator app or a recovery code, where a second step is needed.</summary>
internal sealed record LoginRequest(string UserName, string Password, string? Code = null)
{
    /// <summary>Never prints password or code.</summary>
    public override string ToString() => $"LoginRequest {{ UserName = {UserName} }}";
}

/// <summary>Answer of <c>POST /v1/login</c>.</summary>
internal sealed record LoginView(string Token, DateTimeOffset ExpiresAt);

/// <summary>Body of <c>POST /v1/setup</c>.</summary>
internal sealed record SetUpRequest(string Code, string UserName, string Password)
{
    /// <summary>Never prints code or password.</summary>
    public override string ToString() => $"SetUpRequest {{ UserName = {UserName} }}";
}

/// <summary>An account as shown to administrators.</summary>
/// <param name="Id">The account.</param>
/// <param name="UserName">Its name, by which it signs in.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="IsService">True for a service account: tokens only.</param>
/// <param name="DisabledAt">Since when it may not come in.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record UserView(Guid Id, string UserName, string? DisplayName, bool IsService, DateTimeOffset? DisabledAt, IReadOnlyList<GrantView> Roles, DateTimeOffset CreatedAt)
{
    /// <summary>Until when the link is good by which its person sets a password; null when none waits.</summary>
    public DateTimeOffset? LinkExpiresAt { get; init; }

    /// <summary>When its latest session was last used; null when it has none.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    internal static UserView Of(Data.Account account, IReadOnlyList<GrantView> roles)
        => new(account.Id, account.UserName ?? "", account.DisplayName, account.IsService, account.DisabledAt, roles, account.CreatedAt);
}

/// <summary>A role that an account has.</summary>
/// <param name="Id">The grant.</param>
/// <param name="RoleId">The role.</param>
/// <param name="Role">Its name.</param>
/// <param name="ProjectId">Null for everywhere.</param>
/// <param name="Project">Its name.</param>
/// <param name="ProviderId">The sign-in provider that gave it, if one did.</param>
public sealed record GrantView(Guid Id, RoleId RoleId, string Role, ProjectId? ProjectId, string? Project, Guid? ProviderId);

/// <summary>All accounts.</summary>
internal sealed record UserPage(IReadOnlyList<UserView> Items, string? Next);

/// <summary>Who asks, and what it may do: everywhere, and in single projects (by id) besides.</summary>
internal sealed record MeView(Guid Id, string UserName, IReadOnlyList<string> Permissions, IReadOnlyDictionary<string, IReadOnlyList<string>> ProjectPermissions);

/// <summary>Body of <c>POST /v1/tokens</c>: what it is for, how many days it lives (1 to 365), how much of its owner's rights it carries, and in which projects only.</summary>
public sealed record NewTokenRequest(string Name, int ExpiresInDays = 90, TokenScope Scope = TokenScope.Administer, IReadOnlyList<Guid>? Projects = null);

/// <summary>A token without its secret.</summary>
public sealed record TokenView(Guid Id, string Name, TokenScope Scope, IReadOnlyList<Guid>? Projects, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>The caller's tokens.</summary>
internal sealed record TokenPage(IReadOnlyList<TokenView> Items, string? Next);

/// <summary>A new token; its secret is never shown again.</summary>
public sealed record NewTokenView(Guid Id, string Name, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"NewTokenView {{ Name = {Name} }}";
}
