using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Makes, finds and forgets bearer tokens.</summary>
internal sealed class TokenVault(IDbContextFactory<NexusDb> databases, NpgsqlDataSource data, TimeProvider time)
{
    /// <summary>Lets secret scanners and people recognise a token.</summary>
    public const string Prefix = "nqt_";

    private const int RandomBytes = 32;
    private const int MostPerAccount = 200;

    public async Task<Result<NewTokenView>> CreateAsync(Guid accountId, string name, TimeSpan life, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<ApiToken>().Where(token => token.AccountId == accountId && token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        if (await db.Set<ApiToken>().CountAsync(token => token.AccountId == accountId, cancellationToken) >= MostPerAccount)
        {
            return AccessErrors.TooManyTokens(MostPerAccount);
        }

        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var token = new ApiToken { Id = Guid.CreateVersion7(), AccountId = accountId, Name = name, Hash = Hash(secret), CreatedAt = now, ExpiresAt = now + life };
        db.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        return new NewTokenView(token.Id, name, secret, token.ExpiresAt);
    }

    /// <summary>Whose token it is; null for unknown, expired or damaged ones.</summary>
    public async Task<KnownToken?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is < 40 or > 60 || !secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        // The use is written at most once a minute: a busy script would otherwise cost a write per call.
        await using var command = data.CreateCommand("""
            WITH found AS (
                SELECT t.id, t.account_id, a.user_name, t.last_used_at FROM api_tokens t JOIN accounts a ON a.id = t.account_id
                WHERE t.hash = @hash AND t.expires_at > @now),
            used AS (
                UPDATE api_tokens SET last_used_at = @now FROM found
                WHERE api_tokens.id = found.id AND (found.last_used_at IS NULL OR found.last_used_at < @stale))
            SELECT id, account_id, user_name FROM found
            """);
        var now = time.GetUtcNow();
        command.Parameters.AddWithValue("hash", Hash(secret));
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("stale", now.AddMinutes(-1));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new KnownToken(reader.GetGuid(0), new Caller(reader.GetGuid(1), reader.GetString(2))) : null;
    }

    /// <summary>Whether a token that was good before still is.</summary>
    public async Task<bool> IsLiveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("SELECT EXISTS (SELECT 1 FROM api_tokens WHERE id = @id AND expires_at > @now)");
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async Task<IReadOnlyList<TokenView>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ApiToken>().AsNoTracking().Where(token => token.AccountId == accountId && token.ExpiresAt > now)
            .OrderByDescending(token => token.CreatedAt)
            .Select(token => new TokenView(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.LastUsedAt)).ToListAsync(cancellationToken);
    }

    /// <summary>False when the account has no such token.</summary>
    public async Task<bool> DeleteAsync(Guid accountId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<ApiToken>().Where(token => token.AccountId == accountId && token.Id == id).ExecuteDeleteAsync(cancellationToken) == 1;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>A token that was found, and whose it is.</summary>
internal sealed record KnownToken(Guid Id, Caller Caller);
