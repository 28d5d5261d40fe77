using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access;

/// <summary>For whoever owns the host: a new password for an administrator, told once; sessions, tokens and second factors of it end.</summary>
internal sealed class AdministratorReset(UserManager<Account> accounts, NexusDb db, SignInThrottle throttle, AuditTrail trail, TimeProvider time)
{
    private static readonly Caller Host = new(Guid.Empty, "host") { Origin = new CallerOrigin("host", null, null) };

    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public async Task<int> RunAsync(string? name, TextWriter output, CancellationToken cancellationToken)
    {
        var account = name is not null
            ? await accounts.FindByNameAsync(name)
            : await db.Users.Where(user => Administrators.Any(grant => grant.AccountId == user.Id)).OrderByDescending(user => user.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            await output.WriteLineAsync(name is null ? "There is no administrator yet: use the code in the file setup-code of the data directory." : $"There is no account '{name}'.");
            return 1;
        }

        var text = RandomNumberGenerator.GetString(Letters, 20);
        var password = string.Join('-', text.Chunk(5).Select(part => new string(part)));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        (account.DisabledAt, account.TwoFactorEnabled) = (null, false);
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);

        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
        {
            await output.WriteLineAsync(string.Join(' ', saved.Errors.Select(error => error.Description)));
            return 1;
        }

        if (!await Administrators.AnyAsync(grant => grant.AccountId == account.Id, cancellationToken))
        {
            db.Add(new RoleGrantRow { Id = Guid.CreateVersion7(), AccountId = account.Id, RoleId = Role.Administrator.Id, GrantedAt = time.GetUtcNow(), GrantedBy = "admin reset" });
        }

        trail.Add(db, Host, new AuditAct("account.reset", "account", account.Id.ToString("D"), account.UserName) { Note = "A new password; sessions, tokens and second factors ended." });
        await db.SaveChangesAsync(cancellationToken);
        await db.Set<ApiToken>().Where(token => token.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<AccountLink>().Where(link => link.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Set<SessionRow>().Where(session => session.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await SecondFactors.ForgetAsync(db, account.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await throttle.ForgetAsync("code", account.Id.ToString("D"), cancellationToken);
        await throttle.ForgetAsync(SignIn.What, accounts.NormalizeName(account.UserName) ?? "", cancellationToken);
        await output.WriteLineAsync($"User name: {account.UserName}");
        await output.WriteLineAsync($"New password: {password}");
        await output.WriteLineAsync("It is shown this once. Sessions and tokens of the account have ended; its passkeys and authenticator app are forgotten.");
        return 0;
    }

    private IQueryable<RoleGrantRow> Administrators => db.Set<RoleGrantRow>().Where(grant => grant.RoleId == Role.Administrator.Id && grant.ProjectId == null);
}
