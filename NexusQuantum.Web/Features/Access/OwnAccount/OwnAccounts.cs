using System.Net;
using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>The caller's account, with a password to prove or to change. One scope a call: a page lives longer than a context should.</summary>
internal sealed class OwnAccounts(IServiceScopeFactory scopes, SignInThrottle throttle, SessionBook sessions, Proofs proofs, AccessAudit audit, AuditTrail trail, AccessNews news)
{
    /// <summary>What the throttle counts these tries by: apart from sign-ins, so that strangers cannot pause a person who is in.</summary>
    private const string What = "proof";
    private const string PasswordChange = "password.change";

    /// <summary>Does something with the caller's account.</summary>
    public Task<Result<T>> WithAsync<T>(Caller caller, Func<UserManager<Account>, Account, Task<Result<T>>> work)
        => InAsync<T>(caller, (_, accounts, account) => work(accounts, account));

    /// <summary>The same after a fresh proof.</summary>
    public Task<Result<T>> WithProofAsync<T>(Caller caller, string? proof, Func<Account, Task<Result<T>>> work)
        => WithAsync<T>(caller, async (_, account) => proofs.WhyNot(caller, account, proof) is { } error ? error : await work(account));

    /// <summary>A proof by password.</summary>
    public Task<Result<ProofView>> ProveAsync(Caller caller, string? password, IPAddress? source, CancellationToken cancellationToken)
        => WatchAsync(caller, "account.proof", source, () => WithAsync<ProofView>(caller, async (accounts, account) =>
        {
            var begun = await throttle.BeginAsync(What, account.Id.ToString("D"), source, cancellationToken);
            if (!begun.Ok)
            {
                return begun.Error;
            }

            using var attempt = begun.Value;
            if (password is not { Length: > 0 and <= PasswordRules.Longest } || !await accounts.CheckPasswordAsync(account, password))
            {
                return OwnAccountErrors.WrongPassword("password");
            }

            await attempt.RightAsync(cancellationToken);
            return await proofs.IssueAsync(caller, account, cancellationToken);
        }), cancellationToken);

    /// <summary>A new password; the old one is its proof. Other sessions of the account end.</summary>
    public Task<Result<Done>> ChangePasswordAsync(Caller caller, string? oldPassword, string? newPassword, IPAddress? source, CancellationToken cancellationToken)
        => WatchAsync(caller, PasswordChange, source, () => InAsync<Done>(caller, async (db, accounts, account) =>
        {
            var begun = await throttle.BeginAsync(What, account.Id.ToString("D"), source, cancellationToken);
            if (!begun.Ok)
            {
                return begun.Error;
            }

            using (var attempt = begun.Value)
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var changed = oldPassword is { Length: > 0 and <= PasswordRules.Longest }
                    ? await accounts.ChangePasswordAsync(account, oldPassword, newPassword ?? "")
                    : IdentityResult.Failed(new IdentityErrorDescriber().PasswordMismatch());
                if (changed.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.PasswordMismatch)))
                {
                    return OwnAccountErrors.WrongPassword("oldPassword");
                }

                await attempt.RightAsync(cancellationToken);
                if (!changed.Succeeded)
                {
                    return OwnAccountErrors.BadPassword(changed.Errors);
                }

                trail.Add(db, caller, Act(PasswordChange, caller));
                await sessions.EndOthersAsync(db, caller, account.Id, caller.Origin.CredentialId, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            await news.TellAsync(cancellationToken);
            return Done.Value;
        }), cancellationToken);

    private static AuditAct Act(string action, Caller caller) => OwnChange.Act(action, caller);

    private async Task<Result<T>> InAsync<T>(Caller caller, Func<NexusDb, UserManager<Account>, Account, Task<Result<T>>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await accounts.FindByIdAsync(caller.UserId.ToString("D")) is { } account ? await work(scope.ServiceProvider.GetRequiredService<NexusDb>(), accounts, account) : OwnAccountErrors.Gone();
    }

    private async Task<Result<T>> WatchAsync<T>(Caller caller, string action, IPAddress? source, Func<Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        var result = await work();
        if (!result.Ok)
        {
            await audit.RefusedAsync(caller, Act(action, caller), source, result.Error, cancellationToken);
        }

        return result;
    }
}
