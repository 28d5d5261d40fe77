using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access;

/// <summary>The room's face.</summary>
internal sealed class AccessApi(TokenVault vault, IDbContextFactory<NexusDb> databases) : IAccessApi
{
    private const int MostUsers = 500;

    public async Task<Result<ImmutableArray<UserView>>> UsersAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var users = await db.Users.AsNoTracking().OrderBy(account => account.NormalizedUserName).Take(MostUsers).ToListAsync(cancellationToken);
        var grants = await GrantViews.ReadAsync(db, [.. users.Select(user => user.Id)], cancellationToken);
        return users.Select(user => UserView.Of(user, [.. grants[user.Id]])).ToImmutableArray();
    }

    public async Task<Result<ImmutableArray<TokenView>>> TokensAsync(Caller caller, CancellationToken cancellationToken)
        => (await vault.ListAsync(caller.UserId, cancellationToken)).ToImmutableArray();

    public async Task<Result<NewTokenView>> CreateTokenAsync(Caller caller, NewTokenRequest request, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var name = request.Name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
        {
            fields["name"] = ["A name has 1 to 100 characters."];
        }

        if (request.ExpiresInDays is < 1 or > 365)
        {
            fields["expiresInDays"] = ["A token lives 1 to 365 days."];
        }

        return fields.Count > 0 ? AccessErrors.BadToken(fields) : await vault.CreateAsync(caller.UserId, name, TimeSpan.FromDays(request.ExpiresInDays), request.Scope, request.Projects?.Select(ProjectId.From).ToList(), cancellationToken);
    }

    public async Task<Result<Done>> DeleteTokenAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => await vault.DeleteAsync(caller.UserId, id, cancellationToken) ? Done.Value : AccessErrors.TokenNotFound(id);
}
