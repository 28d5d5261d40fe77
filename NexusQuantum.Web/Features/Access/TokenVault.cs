using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Standing;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Makes, finds and forgets bearer tokens.</summary>
internal sealed class TokenVault(IDbContextFactory<NexusDb> databases, Standings standings, StandingRows rows, AccessNews news, TimeProvider time)
{
    /// <summary>Lets secret scanners and people recognise a token.</summary>
    public const string Prefix = "nqt_";

    private const int RandomBytes = 32;
    private const int MostPerAccount = 200;
    private const int MostKnown = 50_000;

    private readonly ConcurrentDictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    public async Task<Result<NewTokenView>> CreateAsync(Guid accountId, string name, TimeSpan life, TokenScope scope, IReadOnlyCollection<ProjectId>? projects, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ApiToken>().Where(token => token.AccountId == accountId && token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        if (await db.Set<ApiToken>().CountAsync(token => token.AccountId == accountId, cancellationToken) >= MostPerAccount)
        {
            return AccessErrors.TooManyTokens(MostPerAccount);
        }

        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var token = new ApiToken { Id = Guid.CreateVersion7(), AccountId = accountId, Name = name, Hash = Hash(secret), Scope = scope, Projects = projects is null ? null : [.. projects.Select(project => project.Value)], CreatedAt = now, ExpiresAt = now + life };
        db.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        return new NewTokenView(token.Id, name, secret, token.ExpiresAt);
    }

    /// <summary>What a token counts for; null for unknown, expired or damaged ones.</summary>
    public async Task<CredentialStanding?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is < 40 or > 60 || !secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        // Known by its hash: the secret itself is not kept in memory either. A revoked token is gone from the standings at once.
        var hash = Hash(secret);
        var key = Convert.ToHexString(hash);
        if (!_ids.TryGetValue(key, out var id) || await standings.TokenAsync(id, cancellationToken) is not { } standing)
        {
            if (await rows.TokenOfAsync(hash, cancellationToken) is not { } found)
            {
                _ids.TryRemove(key, out _);
                return null;
            }

            if (_ids.Count > MostKnown)
            {
                _ids.Clear();
            }

            _ids[key] = found;
            return await standings.TokenAsync(found, cancellationToken);
        }

        if (standing.TouchDue(time))
        {
            await rows.TokenOfAsync(hash, cancellationToken);
        }

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
    public async Task<bool> DeleteAsync(Guid accountId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var gone = await db.Set<ApiToken>().Where(token => token.AccountId == accountId && token.Id == id).ExecuteDeleteAsync(cancellationToken);
        await news.TellAsync(cancellationToken);
        return gone == 1;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
