using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Features.Access.Tokens;

/// <summary>Tokens as callers make, see and revoke them: their own, and those of others when they administer who comes in.</summary>
internal sealed class TokenDesk(TokenVault vault, AuditTrail trail, IDbContextFactory<NexusDb> databases)
{
    /// <summary>The caller's own.</summary>
    public async Task<ImmutableArray<TokenView>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => [.. await vault.ListAsync(caller.UserId, cancellationToken)];

    /// <summary>Those of any account.</summary>
    public async Task<Result<ImmutableArray<TokenView>>> OfAsync(Caller caller, Guid account, CancellationToken cancellationToken)
    {
        if (caller.WhyNot(Permission.AccessAdminister) is { } why)
        {
            return why;
        }

        return (await vault.ListAsync(account, cancellationToken)).ToImmutableArray();
    }

    /// <summary>A token of the caller's own.</summary>
    public Task<Result<NewTokenView>> CreateAsync(Caller caller, NewTokenRequest request, CancellationToken cancellationToken)
        => CreateForAsync(caller, caller.UserId, caller.Name, request, cancellationToken);

    /// <summary>A token of an account for which the caller may make some: whoever calls has asked that.</summary>
    public Task<Result<NewTokenView>> CreateForAsync(Caller caller, Guid owner, string ownerName, NewTokenRequest request, CancellationToken cancellationToken)
        => trail.WatchAsync<NewTokenView>(caller, new AuditAct("token.create", "token", null, request.Name), async () =>
        {
            await using (var db = await databases.CreateDbContextAsync(cancellationToken))
            {
                if (await TokenLimits.WhyNotAsync(db, caller, cancellationToken) is { } limited)
                {
                    return limited;
                }

                if (await TokenLimits.MistakesAsync(db, caller, request, cancellationToken) is { Count: > 0 } mistakes)
                {
                    return AccessErrors.BadToken(mistakes);
                }
            }

            return await vault.CreateAsync(caller, new TokenWish(owner, ownerName, request.Name.Trim(), TimeSpan.FromDays(request.ExpiresInDays), request.Scope, request.Projects?.Distinct().Select(ProjectId.From).ToList()), cancellationToken);
        }, cancellationToken);

    /// <summary>Revokes one of the caller's own. A token that is limited can still end itself: who finds it leaked may hold no other.</summary>
    public Task<Result<Done>> RevokeAsync(Caller caller, Guid id, CancellationToken cancellationToken)
        => RevokeOfAsync(caller, caller.UserId, id, cancellationToken);

    /// <summary>Revokes one of any account.</summary>
    public Task<Result<Done>> RevokeOthersAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync<Done>(caller, Act(id), async () => caller.WhyNot(Permission.AccessAdminister) is { } why ? why : await RevokeItAsync(caller, account, id, cancellationToken), cancellationToken);

    /// <summary>Revokes one of an account whose tokens the caller may end: whoever calls has asked that.</summary>
    public Task<Result<Done>> RevokeOfAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, Act(id), () => RevokeItAsync(caller, account, id, cancellationToken), cancellationToken);

    private static AuditAct Act(Guid id) => new("token.revoke", "token", id.ToString("D"));

    private async Task<Result<Done>> RevokeItAsync(Caller caller, Guid account, Guid id, CancellationToken cancellationToken)
    {
        if (id != caller.Origin.CredentialId)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (await TokenLimits.WhyNotAsync(db, caller, cancellationToken) is { } limited)
            {
                return limited;
            }
        }

        return await vault.DeleteAsync(caller, account, id, cancellationToken) ? Done.Value : AccessErrors.TokenNotFound(id);
    }
}
