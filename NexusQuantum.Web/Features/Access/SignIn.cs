using System.Net;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Checks a name and password: the one way in behind the page and <c>POST /v1/login</c>.</summary>
internal sealed class SignIn(UserManager<Account> accounts, IPasswordHasher<Account> hasher, SignInThrottle throttle)
{
    /// <summary>Verified in place of a password when there is no account, so that both answers take the same time.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Account>().HashPassword(new Account(), Guid.NewGuid().ToString()));

    public async Task<Result<Account>> CheckAsync(string? userName, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        var name = (userName ?? "").Trim();
        if (name.Length is 0 or > 256 || password is not { Length: > 0 and <= PasswordRules.Longest })
        {
            return AccessErrors.WrongCredentials();
        }

        if (!throttle.Admit(source) || !throttle.AdmitName(name))
        {
            return AccessErrors.Paused();
        }

        using var turn = await throttle.HashingAsync(cancellationToken);
        if (!turn.IsAcquired)
        {
            return AccessErrors.Busy();
        }

        // Asked again: while this one waited for its turn, others may have used up the tries.
        if (!throttle.AdmitName(name))
        {
            return AccessErrors.Paused();
        }

        var account = await accounts.FindByNameAsync(name);
        if (account is not null && await accounts.IsLockedOutAsync(account))
        {
            return AccessErrors.Paused();
        }

        var right = hasher.VerifyHashedPassword(account ?? new Account(), account?.PasswordHash ?? NobodysHash.Value, password) != PasswordVerificationResult.Failed;
        if (account?.PasswordHash is null || !right)
        {
            throttle.Wrong(name);
            if (account is not null)
            {
                await accounts.AccessFailedAsync(account);
            }

            return AccessErrors.WrongCredentials();
        }

        throttle.Right(name);
        await accounts.ResetAccessFailedCountAsync(account);
        return account;
    }
}
