using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Projects;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access;

/// <summary>The room's face.</summary>
internal sealed class AccessApi(TokenDesk tokens, IDbContextFactory<NexusDb> databases, ProjectBook projects) : IAccessApi
{
    private const int MostUsers = 500;

    public Task<ImmutableArray<ProjectView>> ProjectsAsync(Caller caller, CancellationToken cancellationToken) => projects.ListAsync(caller, cancellationToken);

    public async Task<Result<ImmutableArray<UserView>>> UsersAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = await db.Users.AsNoTracking().OrderBy(account => account.NormalizedUserName).Take(MostUsers).ToListAsync(cancellationToken);
        var grants = await GrantViews.ReadAsync(db, [.. users.Select(user => user.Id)], cancellationToken);
        var links = await db.Set<AccountLink>().AsNoTracking().ToDictionaryAsync(link => link.AccountId, link => (DateTimeOffset?)link.ExpiresAt, cancellationToken);
        var used = await db.Set<SessionRow>().AsNoTracking().GroupBy(session => session.AccountId).Select(one => new { one.Key, At = one.Max(session => session.LastUsedAt) })
            .ToDictionaryAsync(one => one.Key, one => (DateTimeOffset?)one.At, cancellationToken);
        return users.Select(user => UserView.Of(user, [.. grants[user.Id]]) with { LinkExpiresAt = links.GetValueOrDefault(user.Id), LastUsedAt = used.GetValueOrDefault(user.Id) }).ToImmutableArray();
    }

    public async Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, CancellationToken cancellationToken) => await tokens.ListAsync(caller, cancellationToken);

    public Task<Result<ImmutableArray<TokenView>>> TokensOfAsync(Caller caller, Guid account, CancellationToken cancellationToken) => tokens.OfAsync(caller, account, cancellationToken);

    public Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, NewTokenRequest request, CancellationToken cancellationToken) => tokens.CreateAsync(caller, request, cancellationToken);

    public Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, CancellationToken cancellationToken) => tokens.RevokeAsync(caller, id, cancellationToken);

    public Task<Result<Done>> DeleteTokenOfAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken) => tokens.RevokeOthersAsync(caller, account, id, cancellationToken);
}
