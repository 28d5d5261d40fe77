using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Standing;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>
/// From what a provider said to an account of this portal. An account is found by the provider's own word for the person (issuer and
/// subject) and by nothing else: an equal name or e-mail address is no proof, and takes no local account over.
/// </summary>
internal sealed class ProviderSignIn(IDbContextFactory<NexusDb> databases, AuditTrail trail, AccessNews news, TimeProvider time)
{
    private const int MostTries = 3;

    public Task<Result<Account>> RunAsync(SignInProvider provider, ReceivedClaims claims, string? address, CancellationToken cancellationToken)
    {
        // The provider's name stands beside the person's, who may call himself there like somebody else here.
        var who = new Caller(Guid.Empty, $"{claims.NameHint} at {provider.Name}") { Origin = new CallerOrigin("none", null, address) };
        return trail.WatchAsync(who, new AuditAct("session.open", "sign-in-provider", provider.Id.ToString("D"), provider.Name), () => RunAsync(provider, claims, who, cancellationToken), cancellationToken);
    }

    /// <summary>Notes a sign-in that did not get so far.</summary>
    public Task FailedAsync(SignInProvider provider, string reason, string? address, CancellationToken cancellationToken)
        => trail.RefusedAsync(
            new Caller(Guid.Empty, $"somebody at {provider.Name}") { Origin = new CallerOrigin("none", null, address) },
            new AuditAct("session.open", "sign-in-provider", provider.Id.ToString("D"), provider.Name) { Note = reason }, ProviderErrors.Refused(provider.Name), cancellationToken);

    private async Task<Result<Account>> RunAsync(SignInProvider provider, ReceivedClaims claims, Caller who, CancellationToken cancellationToken)
    {
        if (claims.Subject is not { Length: > 0 and <= 255 } subject)
        {
            return ProviderErrors.Refused(provider.Name);
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                return await EnterAsync(provider, claims, provider.Authority + " " + subject, who, cancellationToken);
            }
            catch (DbUpdateException e) when (tries < MostTries && e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Somebody else took the user name between our look and our write: look again.
            }
        }
    }

    /// <summary>1. One at a time for a person. 2. The provider as it is now. 3. The account, found or made. 4. Its roles. 5. Commit, also where they end here.</summary>
    private async Task<Result<Account>> EnterAsync(SignInProvider given, ReceivedClaims claims, string key, Caller who, CancellationToken cancellationToken)
    {
        var id = given.Id.ToString("D");
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({id + key}, 0))", cancellationToken);
        if (await db.Set<SignInProvider>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == given.Id, cancellationToken) is not { IsOpen: true } provider || provider.Revision != given.Revision)
        {
            return ProviderErrors.Refused(given.Name);
        }

        var mappings = await db.Set<ClaimMapping>().AsNoTracking().Where(mapping => mapping.ProviderId == provider.Id).ToListAsync(cancellationToken);
        var wanted = mappings.Where(mapping => claims.Fit(mapping.Claim, mapping.Value)).Select(mapping => (mapping.RoleId, mapping.ProjectId)).ToHashSet();
        var account = await (from login in db.UserLogins where login.LoginProvider == id && login.ProviderKey == key join user in db.Users on login.UserId equals user.Id select user).SingleOrDefaultAsync(cancellationToken);
        if (account is null && WhyNoAccount(provider, wanted.Count) is { } none)
        {
            return none;
        }

        if (account is not null && !SignIn.MayEnter(account))
        {
            return ProviderErrors.MayNotEnter(provider.Name);
        }

        account ??= await MakeAsync(db, provider, claims, key, who, cancellationToken);
        var changed = await GiveAsync(db, provider, account, wanted, who, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var hasRole = await db.Set<RoleGrantRow>().AnyAsync(grant => grant.AccountId == account.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (changed)
        {
            await news.TellAsync(cancellationToken);
        }

        return hasRole ? account : ProviderErrors.NoRole(provider.Name);
    }

    private static Error? WhyNoAccount(SignInProvider provider, int roles)
        => !provider.NewAccounts ? ProviderErrors.NoAccount(provider.Name) : roles == 0 ? ProviderErrors.NoRole(provider.Name) : null;

    private async Task<Account> MakeAsync(NexusDb db, SignInProvider provider, ReceivedClaims claims, string key, Caller who, CancellationToken cancellationToken)
    {
        var name = await FreeUserName.FindAsync(db, claims.NameHint, cancellationToken);
        var display = claims.DisplayName is { } text ? new string([.. text.Where(letter => !char.IsControl(letter)).Take(Account.LongestDisplayName)]).Trim() : "";
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            DisplayName = display.Length == 0 ? null : display,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(account);
        db.UserLogins.Add(new IdentityUserLogin<Guid> { LoginProvider = provider.Id.ToString("D"), ProviderKey = key, ProviderDisplayName = provider.Name, UserId = account.Id });
        trail.Add(db, who, new AuditAct("account.create", "account", account.Id.ToString("D"), name)
        {
            After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["userName"] = name, ["signInProvider"] = provider.Name },
            Note = $"Made at the first sign-in by {provider.Name}.",
        });
        return account;
    }

    /// <summary>Makes the grants of this provider those that its mappings give now; what people gave stays. True when there was something to change.</summary>
    private async Task<bool> GiveAsync(NexusDb db, SignInProvider provider, Account account, HashSet<(RoleId Role, ProjectId? Project)> wanted, Caller who, CancellationToken cancellationToken)
    {
        var has = await db.Set<RoleGrantRow>().Where(grant => grant.AccountId == account.Id && grant.ProviderId == provider.Id).ToListAsync(cancellationToken);
        var names = await db.Set<RoleRow>().AsNoTracking().ToDictionaryAsync(role => role.Id, role => role.Name, cancellationToken);
        var gone = has.Where(grant => !wanted.Contains((grant.RoleId, grant.ProjectId))).ToList();
        var fresh = wanted.Except(has.Select(grant => (grant.RoleId, grant.ProjectId))).ToList();
        db.RemoveRange(gone);
        foreach (var grant in gone)
        {
            trail.Add(db, who, Act("role.take", grant.ProjectId) with { Before = Said(grant.RoleId) });
        }

        foreach (var (role, project) in fresh)
        {
            db.Add(new RoleGrantRow { Id = Guid.CreateVersion7(), AccountId = account.Id, RoleId = role, ProjectId = project, ProviderId = provider.Id, GrantedAt = time.GetUtcNow(), GrantedBy = provider.Name });
            trail.Add(db, who, Act("role.give", project) with { After = Said(role) });
        }

        return gone.Count + fresh.Count > 0;

        AuditAct Act(string action, ProjectId? project) => new(action, "account", account.Id.ToString("D"), account.UserName) { Project = project, Note = $"By what {provider.Name} said at the sign-in." };

        Dictionary<string, string?> Said(RoleId role) => new(StringComparer.Ordinal) { ["role"] = names.GetValueOrDefault(role) };
    }
}
