using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// For the installer's acceptance test, also before the first administrator exists: a service account that may what an operator may, with
/// one token for half an hour. Whoever may run the command owns the data directory. It does not end the set-up code.
/// </summary>
internal sealed class AcceptanceAccount(UserManager<Account> accounts, NexusDb db, AuditTrail trail, TimeProvider time)
{
    private const string Prefix = "acceptance-";
    private const string GivenBy = "admin acceptance-token";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    private static readonly Caller Host = new(Guid.Empty, "host") { Origin = new CallerOrigin("host", null, null) };

    /// <summary>Prints the token. Accounts of earlier tests that never ended are removed.</summary>
    public async Task<int> OpenAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var secret = TokenText.New();
        var now = time.GetUtcNow();
        var account = new Account { Id = Guid.CreateVersion7(), UserName = Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true), IsService = true, CreatedAt = now };
        var token = new ApiToken { Id = Guid.CreateVersion7(), AccountId = account.Id, Name = "acceptance test", Hash = TokenVault.Hash(secret), Scope = TokenScope.Operate, CreatedAt = now, ExpiresAt = now + Life };

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RemoveAsync(await Ours.Where(old => old.CreatedAt < now - Life).ToListAsync(cancellationToken), cancellationToken);
        var made = await accounts.CreateAsync(account);
        if (!made.Succeeded)
        {
            await output.WriteLineAsync(string.Join(' ', made.Errors.Select(error => error.Description)));
            return 1;
        }

        db.Add(new RoleGrantRow { Id = Guid.CreateVersion7(), AccountId = account.Id, RoleId = Role.Operator.Id, GrantedAt = now, GrantedBy = GivenBy });
        db.Add(token);
        trail.Add(db, Host, new AuditAct("service-account.create", "account", account.Id.ToString("D"), account.UserName) { Note = "For the acceptance test, with a token for 30 minutes." });
        trail.Add(db, Host, new AuditAct("token.create", "token", token.Id.ToString("D"), token.Name));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await output.WriteLineAsync(secret);
        return 0;
    }

    /// <summary>Removes the account whose token stands on <paramref name="input"/>, so that no secret is on a command line.</summary>
    public async Task<int> CloseAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var secret = (await input.ReadLineAsync(cancellationToken))?.Trim() ?? "";
        var hash = TokenVault.Hash(secret);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await Ours.Where(account => db.Set<ApiToken>().Any(token => token.AccountId == account.Id && token.Hash == hash)).ToListAsync(cancellationToken);
        if (found.Count == 0)
        {
            await output.WriteLineAsync("This is no token of an acceptance test, or it has ended already.");
            return 1;
        }

        await RemoveAsync(found, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return 0;
    }

    private IQueryable<Account> Ours => db.Users.Where(account => account.IsService && account.OwnerId == null && account.UserName!.StartsWith(Prefix) // every account has a name
        && db.Set<RoleGrantRow>().Any(grant => grant.AccountId == account.Id && grant.GrantedBy == GivenBy));

    private async Task RemoveAsync(IReadOnlyList<Account> gone, CancellationToken cancellationToken)
    {
        foreach (var account in gone)
        {
            // A machine that its test could not delete must not become nobody's while somebody is there to look after it.
            var heir = await db.Set<RoleGrantRow>().Where(grant => grant.RoleId == Role.Administrator.Id && grant.ProjectId == null).OrderBy(grant => grant.GrantedAt).Select(grant => (Guid?)grant.AccountId).FirstOrDefaultAsync(cancellationToken);
            if (heir is { } administrator)
            {
                await Estate.PassAsync(db, account.Id, administrator, cancellationToken);
            }

            db.Remove(account);
            trail.Add(db, Host, new AuditAct("service-account.delete", "account", account.Id.ToString("D"), account.UserName) { Note = "The acceptance test has ended." });
        }
    }
}
