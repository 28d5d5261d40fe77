using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Makes, finds and forgets bearer tokens.</summary>
internal sealed class TokenVault(IDbContextFactory<NexusDb> databases, Standings standings, AccessNews news, AuditTrail trail, TimeProvider time)
{
    private const int MostPerAccount = 200;
    private const int MostKnown = 50_000;

    private readonly ConcurrentDictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    /// <summary>Makes a token for an account that <paramref name="caller"/> may make it for.</summary>
    public async Task<Result<NewTokenView>> CreateAsync(Caller caller, TokenWish wish, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // What has expired makes room, in the same look.
        var held = await db.Database.SqlQuery<int>($"""
            WITH gone AS (DELETE FROM api_tokens WHERE account_id = {wish.OwnerId} AND expires_at < {now})
            SELECT count(*)::int AS "Value" FROM api_tokens WHERE account_id = {wish.OwnerId} AND expires_at >= {now}
            """).ToListAsync(cancellationToken);
        if (held[0] >= MostPerAccount)
        {
            return AccessErrors.TooManyTokens(MostPerAccount);
        }

        var secret = TokenText.New();
        var token = new ApiToken { Id = Guid.CreateVersion7(), AccountId = wish.OwnerId, Name = wish.Name, Hash = Hash(secret), Scope = wish.Scope, Projects = wish.Projects is null ? null : [.. wish.Projects.Select(project => project.Value)], CreatedAt = now, ExpiresAt = now + wish.Life };
        db.Add(token);
        trail.Add(db, caller, new AuditAct(wish.Action, "token", token.Id.ToString("D"), wish.Name) { After = Facts(token, wish.OwnerName) });
        await db.SaveChangesAsync(cancellationToken);
        return new NewTokenView(token.Id, wish.Name, secret, token.ExpiresAt);
    }

    /// <summary>What a token counts for; null for unknown, expired or damaged ones.</summary>
    public async Task<CredentialStanding?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (!TokenText.IsPlausible(secret))
        {
            return null;
        }

        // Known by its hash: the secret itself is not kept in memory either. A revoked token is gone from the standings at once.
        var hash = Hash(secret);
        var key = Convert.ToHexString(hash);
        var known = _ids.TryGetValue(key, out var id);
        var standing = known ? await standings.TokenAsync(id, cancellationToken) : await standings.TokenOfAsync(hash, cancellationToken);
        if (standing is null)
        {
            _ids.TryRemove(key, out _);
            return null;
        }

        if (!known)
        {
            Remember(key, standing.Id);
        }

        standing.Came(time.GetUtcNow(), null);
        return standing;
    }

    public async Task<IReadOnlyList<TokenView>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ApiToken>().AsNoTracking().Where(token => token.AccountId == accountId && token.ExpiresAt > now)
            .OrderByDescending(token => token.CreatedAt)
            .Select(token => new TokenView(token.Id, token.Name, token.Scope, token.Projects, token.CreatedAt, token.ExpiresAt, token.LastUsedAt)).ToListAsync(cancellationToken);
    }

    /// <summary>False when the account has no such token.</summary>
    public async Task<bool> DeleteAsync(Caller caller, Guid accountId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var token = await db.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(token => token.AccountId == accountId && token.Id == id, cancellationToken);
        if (token is null || await db.Set<ApiToken>().Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        var owner = await db.Users.Where(account => account.Id == accountId).Select(account => account.UserName).SingleOrDefaultAsync(cancellationToken);
        trail.Add(db, caller, new AuditAct("token.revoke", "token", id.ToString("D"), token.Name) { Before = Facts(token, owner) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await news.TellAsync(cancellationToken);
        return true;
    }

    private void Remember(string key, Guid id)
    {
        if (_ids.Count > MostKnown)
        {
            _ids.Clear();
        }

        _ids[key] = id;
    }

    private static Dictionary<string, string?> Facts(ApiToken token, string? owner) => new(StringComparer.Ordinal)
    {
        ["account"] = owner,
        ["scope"] = EnumText<TokenScope>.Write(token.Scope),
        ["projects"] = token.Projects is null ? "all" : string.Join(' ', token.Projects),
        ["expiresAt"] = token.ExpiresAt.ToString("u", CultureInfo.InvariantCulture),
    };

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
