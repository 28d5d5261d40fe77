using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Spends a one-time link: the password is set in the transaction that takes the link. The page and <c>POST /v1/join</c> end here.</summary>
internal sealed class Joining(UserManager<Account> accounts, NexusDb db, SignInThrottle throttle, AuditTrail trail, AccessAudit audit, TimeProvider time)
{
    private const int LongestSecret = 100;
    private const string Act = "account.join";

    public async Task<Result<Account>> RunAsync(string? secret, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        var joined = await JoinAsync(secret, password, source, cancellationToken);
        if (!joined.Ok)
        {
            await audit.RefusedAsync(AccessAudit.Stranger(null, null, source), Act, source, joined.Error, null, cancellationToken);
        }

        return joined;
    }

    private async Task<Result<Account>> JoinAsync(string? secret, string? password, IPAddress? source, CancellationToken cancellationToken)
    {
        var begun = await throttle.BeginAsync("join", source?.ToString() ?? "", source, cancellationToken);
        if (!begun.Ok)
        {
            return begun.Error;
        }

        using var attempt = begun.Value;
        if (secret is not { Length: > 0 and <= LongestSecret })
        {
            return PeopleErrors.BadLink();
        }

        // Two posts of one link at once, perhaps at two replicas: the second waits for the row and finds it gone.
        var hash = LinkOffice.Hash(secret);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var link = (await db.Set<AccountLink>().FromSql($"SELECT * FROM account_links WHERE hash = {hash} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
        if (link is null || link.ExpiresAt <= time.GetUtcNow() || await accounts.FindByIdAsync(link.AccountId.ToString("D")) is not { } account || !SignIn.MayEnter(account) || account.PasswordHash is not null)
        {
            return PeopleErrors.BadLink();
        }

        await attempt.RightAsync(cancellationToken);
        var set = await accounts.AddPasswordAsync(account, password ?? "");
        if (!set.Succeeded)
        {
            return AccessErrors.BadAccount(set.Errors);
        }

        db.Remove(link);
        var who = new Caller(account.Id, account.UserName ?? "") { Origin = new CallerOrigin("none", null, source?.ToString()) };
        trail.Add(db, who, new AuditAct(Act, "account", account.Id.ToString("D"), account.UserName) { Note = link.IsReset ? "Set a new password by a one-time link." : "Set the first password by the invitation." });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await throttle.ForgetAsync(SignIn.What, accounts.NormalizeName(account.UserName) ?? "", cancellationToken);
        return account;
    }
}
