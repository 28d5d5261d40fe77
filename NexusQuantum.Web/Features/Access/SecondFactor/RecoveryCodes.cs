using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>Makes and takes recovery codes. They are shown once and kept as keyed hashes.</summary>
internal sealed class RecoveryCodes(NpgsqlDataSource data, Seal seal, TimeProvider time)
{
    public const int Count = 10;

    // Without look-alikes; 12 of 32 letters are 60 bits.
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 12;

    /// <summary>In the caller's transaction: ten new ones; the old ones are worthless from its end on.</summary>
    public async Task<ImmutableArray<string>> MakeAsync(NexusDb db, Guid accountId, CancellationToken cancellationToken)
    {
        ImmutableArray<string> codes = [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Letters, Length))];
        await db.Set<RecoveryCode>().Where(code => code.AccountId == accountId).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(codes.Select(code => new RecoveryCode { Id = Guid.CreateVersion7(), AccountId = accountId, Hash = Hash(accountId, code) }));
        await db.SaveChangesAsync(cancellationToken);
        return [.. codes.Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}")];
    }

    /// <summary>In the caller's transaction: the codes for somebody who has none yet; empty when there are some.</summary>
    public async Task<ImmutableArray<string>> MakeFirstAsync(NexusDb db, Guid accountId, CancellationToken cancellationToken)
        => await db.Set<RecoveryCode>().AnyAsync(code => code.AccountId == accountId && code.UsedAt == null, cancellationToken) ? [] : await MakeAsync(db, accountId, cancellationToken);

    /// <summary>Whether it is one of the account's codes that was not used; then it is used now.</summary>
    public async Task<bool> SpendAsync(Guid accountId, string code, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("UPDATE recovery_codes SET used_at = @now WHERE account_id = @id AND hash = @hash AND used_at IS NULL");
        command.Parameters.AddWithValue("id", accountId);
        command.Parameters.AddWithValue("hash", Hash(accountId, code));
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<int> LeftAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("SELECT count(*)::int FROM recovery_codes WHERE account_id = @id AND used_at IS NULL");
        command.Parameters.AddWithValue("id", accountId);
        return await command.ExecuteScalarAsync(cancellationToken) is int left ? left : 0;
    }

    private byte[] Hash(Guid accountId, string code) => seal.Hash(Encoding.UTF8.GetBytes($"recovery {accountId:D} {code}"));
}
