using System.Globalization;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Body of <c>POST /v1/users</c>: the name to sign in with, what people call them, and a first role (everywhere when no project is named).</summary>
internal sealed record NewPersonRequest(string UserName, string? DisplayName = null, Guid? RoleId = null, Guid? ProjectId = null);

/// <summary>A one-time link to set a password by; its secret stands behind the <c>#</c> and is never shown again.</summary>
internal sealed record NewLinkView(Guid Id, string UserName, string Link, DateTimeOffset ExpiresAt)
{
    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"NewLinkView {{ UserName = {UserName} }}";
}

/// <summary>A link that waits to be used, without its secret.</summary>
/// <param name="IsReset">Whether the account was in use before.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">How long it is good; it may be over.</param>
internal sealed record LinkView(bool IsReset, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What passes to an heir when the account is deleted.</summary>
internal sealed record OwnsView(int Machines, int Images, int ServiceAccounts)
{
    /// <summary>Whether there is anything.</summary>
    internal bool Any => Machines + Images + ServiceAccounts > 0;

    /// <summary>"2 machines and 1 image".</summary>
    internal string Words
    {
        get
        {
            string[] parts = [.. new[] { Count(Machines, "machine"), Count(Images, "image"), Count(ServiceAccounts, "service account") }.OfType<string>()];
            return parts.Length == 0 ? "nothing" : parts.Length == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
        }
    }

    private static string? Count(int count, string what) => count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}

/// <summary>How an account signs in: facts, no secrets.</summary>
internal sealed record SignInFactsView(bool Password, bool Authenticator, int Passkeys, int RecoveryCodesLeft, bool SecondFactorRequired);

/// <summary>One account with all that administrators ask about it.</summary>
internal sealed record PersonView(UserView Account, SignInFactsView SignIn, LinkView? Link, OwnsView Owns, IReadOnlyList<SessionView> Sessions);

/// <summary>Body of <c>POST /v1/users/{id}/roles</c>; everywhere when no project is named.</summary>
internal sealed record GiveRoleRequest(Guid RoleId, Guid? ProjectId = null);

/// <summary>Body of <c>POST /v1/join</c>: the secret of the link, and the password to come in by from now on.</summary>
internal sealed record JoinRequest(string Secret, string Password)
{
    /// <summary>Never prints either.</summary>
    public override string ToString() => nameof(JoinRequest);
}

/// <summary>Who has joined; they sign in with this name and the password they chose.</summary>
internal sealed record JoinedView(string UserName);
