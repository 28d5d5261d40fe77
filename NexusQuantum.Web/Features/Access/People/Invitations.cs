using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Accounts that wait for their person: invited for the first time, or reset.</summary>
internal sealed class Invitations(IServiceScopeFactory scopes, AccountChange change, Grants grants, AuditTrail trail, SignInThrottle throttle, TimeProvider time)
{
    /// <summary>Identity checks the name, in the same transaction as the link and the first role.</summary>
    public Task<Result<NewLinkView>> InviteAsync(Caller caller, NewPersonRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<NewLinkView>(caller, new AuditAct("account.invite", "account", null, request.UserName), async () =>
        {
            if (caller.WhyNot(Permission.AccessAdminister) is { } why)
            {
                return why;
            }

            if (!DisplayNames.TryRead(request.DisplayName, out var displayName))
            {
                return PeopleErrors.BadDisplayName();
            }

            await using var scope = scopes.CreateAsyncScope();
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            var db = scope.ServiceProvider.GetRequiredService<NexusDb>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await LastAdministrator.LockAsync(db, cancellationToken); // two invitations of one name come one after the other
            var now = time.GetUtcNow();
            var account = new Account { Id = Guid.CreateVersion7(), UserName = (request.UserName ?? "").Trim(), DisplayName = displayName, CreatedAt = now };
            var made = await accounts.CreateAsync(account);
            if (!made.Succeeded)
            {
                return AccessErrors.BadAccount(made.Errors);
            }

            trail.Add(db, caller, new AuditAct("account.invite", "account", account.Id.ToString("D"), account.UserName));
            if (request.RoleId is { } role)
            {
                ProjectId? project = request.ProjectId is { } wanted ? ProjectId.From(wanted) : null;
                if (project is not null && !await db.Set<ProjectRow>().AnyAsync(row => row.Id == project, cancellationToken))
                {
                    return PeopleErrors.NoProject();
                }

                var given = await grants.GiveAsync(db, caller, account, RoleId.From(role), project, cancellationToken);
                if (!given.Ok)
                {
                    return given.Error;
                }
            }

            var link = await LinkOffice.IssueAsync(db, account, isReset: false, caller.Name, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return link;
        }, cancellationToken);

    public async Task<Result<NewLinkView>> AgainAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var made = await change.RunAsync<NewLinkView>(caller, id, "account.link", (db, account) => ResetAsync(db, caller, account, cancellationToken), cancellationToken);
        if (made.Ok)
        {
            await throttle.ForgetAsync("code", id.ToString("D"), cancellationToken);
        }

        return made;
    }

    public Task<Result<Done>> DropAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => change.RunAsync<Done>(caller, id, "account.unlink", async (db, account) =>
        {
            if (await db.Set<AccountLink>().Where(link => link.AccountId == id).ExecuteDeleteAsync(cancellationToken) == 0)
            {
                return PeopleErrors.NoLink(account.UserName ?? "");
            }

            trail.Add(db, caller, new AuditAct("account.unlink", "account", id.ToString("D"), account.UserName));
            return Done.Value;
        }, cancellationToken);

    private async Task<Result<NewLinkView>> ResetAsync(NexusDb db, Caller caller, Account account, CancellationToken cancellationToken)
    {
        var id = account.Id;
        if (id == caller.UserId)
        {
            return PeopleErrors.Yourself();
        }

        if (account.IsService || account.DisabledAt is not null)
        {
            return account.IsService ? PeopleErrors.IsService(account.UserName ?? "") : PeopleErrors.Disabled(account.UserName ?? "");
        }

        var isReset = account.PasswordHash is not null || await db.Set<AccountLink>().AnyAsync(link => link.AccountId == id && link.IsReset, cancellationToken)
            || await db.Set<IdentityUserPasskey<Guid>>().AnyAsync(passkey => passkey.UserId == id, cancellationToken) || await db.Set<IdentityUserLogin<Guid>>().AnyAsync(login => login.UserId == id, cancellationToken);
        (account.PasswordHash, account.TwoFactorEnabled, account.SecurityStamp) = (null, false, Guid.NewGuid().ToString("N"));
        await db.SaveChangesAsync(cancellationToken);
        await SecondFactors.ForgetAsync(db, id, cancellationToken);
        await db.Set<SessionRow>().Where(session => session.AccountId == id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<ApiToken>().Where(token => token.AccountId == id).ExecuteDeleteAsync(cancellationToken);
        trail.Add(db, caller, new AuditAct("account.link", "account", id.ToString("D"), account.UserName)
        {
            Note = isReset ? "Password, second factors and passkeys are forgotten; sessions and tokens ended." : "Invited again.",
        });
        var link = await LinkOffice.IssueAsync(db, account, isReset, caller.Name, time.GetUtcNow(), cancellationToken);
        return isReset && await LastAdministrator.WhyNotAsync(db, cancellationToken) is { } last ? last : link;
    }
}
