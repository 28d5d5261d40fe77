using System.Net;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Checks a name and password: the one way in by password behind the page and <c>POST /v1/login</c>.</summary>
internal sealed class SignIn(UserManager<Account> accounts, IPasswordHasher<Account> hasher, SignInThrottle throttle, AccessAudit audit)
{
    /// <summary>What the throttle counts these tries by.</summary>
    public const string What = "password";

    private static readonly Account Nobody = new();

    /// <summary>Verified in place of a password when there is no account, so that both answers take the same time.</summary>
    private static string? _nobodysHash;

    /// <summary>The account whose password this is. What else it takes to come in, a second step, is asked afterwards.</summary>
    public async Task<Result<Account>> CheckAsync(string? userName, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        var name = (userName ?? "").Trim();
        if (name.Length is 0 or > 256 || password is not { Length: > 0 and <= PasswordRules.Longest })
        {
            return AccessErrors.WrongCredentials();
        }

        // Written when the turn to compute is given back: the audit is not what the next one waits for.
        var (answer, account, note) = await ComputeAsync(name, password, source, cancellationToken);
        if (!answer.Ok)
        {
            await audit.RefusedAsync(AccessAudit.Stranger(account, name, source), AccessAudit.SignIn, source, answer.Error, note, cancellationToken);
        }

        return answer;
    }

    /// <summary>Asked at every way in: a disabled account answers as one that does not exist, and a service has tokens only.</summary>
    public static bool MayEnter(Account account) => account is { DisabledAt: null, IsService: false };

    private async Task<(Result<Account> Answer, Account? Found, string? Note)> ComputeAsync(string name, string password, IPAddress? source, CancellationToken cancellationToken)
    {
        var begun = await throttle.BeginAsync(What, accounts.NormalizeName(name), source, cancellationToken);
        if (!begun.Ok)
        {
            return (begun.Error, null, null);
        }

        using var attempt = begun.Value;
        var account = await accounts.FindByNameAsync(name);
        var found = hasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? (_nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString())), password);
        if (account?.PasswordHash is null || !MayEnter(account) || found == PasswordVerificationResult.Failed)
        {
            return (AccessErrors.WrongCredentials(), account, Reason(account));
        }

        await attempt.RightAsync(cancellationToken);
        if (found == PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.PasswordHash = hasher.HashPassword(account, password);
            await accounts.UpdateAsync(account);
        }

        return (account, account, null);
    }

    /// <summary>What the audit may say and the answer may not.</summary>
    private static string Reason(Account? account) => account switch
    {
        null => "There is no such account.",
        { IsService: true } => "A service account has no password.",
        { DisabledAt: not null } => "The account is disabled.",
        { PasswordHash: null } => "The account has no password.",
        _ => "The password was wrong.",
    };
}
