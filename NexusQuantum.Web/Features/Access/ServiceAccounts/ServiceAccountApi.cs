using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

/// <summary>The room's face.</summary>
internal sealed class ServiceAccountApi(IServiceScopeFactory scopes, IDbContextFactory<NexusDb> databases, Grants grants, TokenVault vault, TokenDesk tokens, AuditTrail trail, AccessNews news, TimeProvider time) : IServiceAccounts
{
    private const int Most = 500;

    public async Task<Result<ImmutableArray<ServiceAccountView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (ServiceReach.WhyNot(caller) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ViewsAsync(db, caller, db.Users.Where(account => account.IsService), cancellationToken);
    }

    public async Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (ServiceReach.WhyNot(caller) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await GrantChoices.ReadAsync(db, caller, cancellationToken);
    }

    public Task<Result<ServiceAccountView>> CreateAsync(Caller caller, NewServiceAccountRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct("service-account.create", "account", null, request.Name), () => CreateItAsync(caller, request, cancellationToken), cancellationToken);

    public Task<Result<Done>> SetDisabledAsync(Caller caller, Guid id, bool disabled, CancellationToken cancellationToken)
        => ChangeAsync(caller, disabled ? "service-account.disable" : "service-account.enable", id, (_, account) =>
        {
            account.DisabledAt = disabled ? account.DisabledAt ?? time.GetUtcNow() : null;
            return Task.CompletedTask;
        }, cancellationToken);

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => ChangeAsync(caller, "service-account.delete", id, async (db, account) =>
        {
            // What it made stays, with whoever answered for it.
            if ((account.OwnerId ?? caller.AccountId) is { } heir)
            {
                await Estate.PassAsync(db, account.Id, heir, cancellationToken);
            }

            db.Remove(account);
        }, cancellationToken);

    public async Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await ServiceReach.FindAsync(db, caller, id, cancellationToken);
        return account.Ok ? (await vault.ListAsync(id, cancellationToken)).ToImmutableArray() : account.Error;
    }

    public async Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, Guid id, NewTokenRequest request, CancellationToken cancellationToken)
    {
        var account = await trail.WatchAsync<Account>(caller, new AuditAct("token.create", "account", id.ToString("D")), async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var found = await ServiceReach.FindAsync(db, caller, id, cancellationToken);
            return found.Ok && await ServiceReach.WhyNoTokenAsync(db, caller, id, cancellationToken) is { } why ? why : found;
        }, cancellationToken);
        return account.Ok ? await tokens.CreateForAsync(caller, id, account.Value.UserName ?? "", request, cancellationToken) : account.Error;
    }

    public async Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, Guid tokenId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var account = await ServiceReach.FindAsync(db, caller, id, cancellationToken);
        return account.Ok ? await tokens.RevokeOfAsync(caller, id, tokenId, cancellationToken) : account.Error;
    }

    private async Task<Result<ServiceAccountView>> CreateItAsync(Caller caller, NewServiceAccountRequest request, CancellationToken cancellationToken)
    {
        if (ServiceReach.WhyNot(caller) is { } why)
        {
            return why;
        }

        var roles = request.Roles ?? [];
        if (!ServiceReach.Has(caller, [.. roles.Select(role => role.ProjectId)]))
        {
            return ServiceAccountErrors.NeedsProject();
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NexusDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = new Account { Id = Guid.CreateVersion7(), UserName = request.Name.Trim(), IsService = true, OwnerId = caller.AccountId, CreatedAt = time.GetUtcNow() };
        trail.Add(db, caller, new AuditAct("service-account.create", "account", account.Id.ToString("D"), account.UserName));
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account);
        if (!made.Succeeded)
        {
            return AccessErrors.BadAccount(made.Errors);
        }

        foreach (var role in roles)
        {
            var given = await grants.GiveAsync(db, caller, account, role.RoleId, role.ProjectId, cancellationToken);
            if (!given.Ok)
            {
                return given.Error;
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return (await ViewsAsync(db, caller, db.Users.Where(user => user.Id == account.Id), cancellationToken))[0];
    }

    private Task<Result<Done>> ChangeAsync(Caller caller, string action, Guid id, Func<NexusDb, Account, Task> change, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, new AuditAct(action, "account", id.ToString("D")), async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var account = await ServiceReach.FindAsync(db, caller, id, cancellationToken);
            if (!account.Ok)
            {
                return account.Error;
            }

            await change(db, account.Value);
            trail.Add(db, caller, new AuditAct(action, "account", id.ToString("D"), account.Value.UserName));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await news.TellAsync(cancellationToken);
            return Done.Value;
        }, cancellationToken);

    private static async Task<ImmutableArray<ServiceAccountView>> ViewsAsync(NexusDb db, Caller caller, IQueryable<Account> which, CancellationToken cancellationToken)
    {
        var rows = await which.AsNoTracking().OrderBy(account => account.NormalizedUserName).Take(Most)
            .Select(account => new
            {
                account.Id,
                account.UserName,
                account.DisabledAt,
                account.CreatedAt,
                Owner = db.Users.Where(owner => owner.Id == account.OwnerId).Select(owner => owner.UserName).FirstOrDefault(),
                Tokens = db.Set<ApiToken>().Count(token => token.AccountId == account.Id),
            }).ToListAsync(cancellationToken);
        var roles = await GrantViews.ReadAsync(db, [.. rows.Select(row => row.Id)], cancellationToken);
        return [.. rows.Where(row => ServiceReach.Has(caller, [.. roles[row.Id].Select(role => role.ProjectId)]))
            .Select(row => new ServiceAccountView(row.Id, row.UserName ?? "", row.Owner, row.DisabledAt, [.. roles[row.Id]], row.Tokens, row.CreatedAt))];
    }
}
