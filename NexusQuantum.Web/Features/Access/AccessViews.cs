namespace NexusQuantum.Web.Features.Access;

/// <summary>Body of <c>POST /v1/login</c>.</summary>
internal sealed record LoginRequest(string UserName, string Password)
{
    /// <summary>Never prints the password.</summary>
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

/// <summary>An account as shown to others.</summary>
public sealed record UserView(Guid Id, string UserName, bool IsAdministrator, DateTimeOffset CreatedAt);

/// <summary>All accounts.</summary>
internal sealed record UserPage(IReadOnlyList<UserView> Items, string? Next);

/// <summary>Who asks.</summary>
internal sealed record MeView(Guid Id, string UserName);

/// <summary>Body of <c>POST /v1/tokens</c>: what it is for, and how many days it lives (1 to 365).</summary>
public sealed record NewTokenRequest(string Name, int ExpiresInDays = 90);

/// <summary>A token without its secret.</summary>
public sealed record TokenView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>The caller's tokens.</summary>
internal sealed record TokenPage(IReadOnlyList<TokenView> Items, string? Next);

/// <summary>A new token; its secret is never shown again.</summary>
public sealed record NewTokenView(Guid Id, string Name, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"NewTokenView {{ Name = {Name} }}";
}
