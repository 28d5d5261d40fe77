using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Reads one account for administrators.</summary>
internal sealed class AccountReader(IDbContextFactory<NexusDb> databases, SecondFactors factors, RecoveryCodes codes, SessionBook book)
{
    public async Task<Result<PersonView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is not { } account)
        {
            return PeopleErrors.NotFound(id);
        }

        var grants = await GrantViews.ReadAsync(db, [id], cancellationToken);
        var link = await db.Set<AccountLink>().AsNoTracking().Where(one => one.AccountId == id)
            .Select(one => new LinkView(one.IsReset, one.CreatedBy, one.CreatedAt, one.ExpiresAt)).SingleOrDefaultAsync(cancellationToken);
        var has = await factors.OfAsync(id, cancellationToken);
        var sessions = await book.ListAsync(id, cancellationToken);
        return new PersonView(UserView.Of(account, [.. grants[id]]) with { LinkExpiresAt = link?.ExpiresAt, LastUsedAt = sessions.Count == 0 ? null : sessions[0].LastUsedAt },
            new SignInFactsView(account.PasswordHash is not null, has.App, has.Passkeys, await codes.LeftAsync(id, cancellationToken), has.Required),
            link, await Estate.OfAsync(db, id, cancellationToken), [.. sessions.Select(session => SessionView.Of(session, caller))]);
    }

    /// <summary>The roles and projects there are.</summary>
    public async Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await GrantChoices.ReadAsync(db, caller, cancellationToken);
    }

    /// <summary>Why the caller may not act on this account; null when they may.</summary>
    public async Task<Error?> WhyNotAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) is { } account
            ? await AccountReach.WhyNotAsync(db, caller, account, cancellationToken)
            : PeopleErrors.NotFound(id);
    }
}
