using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Ten new ones; the old ones are worthless from then on.</summary>
    public async Task<ImmutableArray<string>> MakeAsync(Guid accountId, CancellationToken cancellationToken)
    {
        ImmutableArray<string> codes = [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Letters, Length))];
        await using var connection = await data.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM recovery_codes WHERE account_id = @id") { Parameters = { new("id", accountId) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO recovery_codes (id, account_id, hash) SELECT unnest(@ids), @id, unnest(@hashes)")
        {
            Parameters = { new("ids", codes.Select(_ => Guid.CreateVersion7()).ToArray()), new("id", accountId), new("hashes", codes.Select(code => Hash(accountId, code)).ToArray()) },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return [.. codes.Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}")];
    }

    /// <summary>The codes for somebody who has none yet; empty when there are some.</summary>
    public async Task<ImmutableArray<string>> MakeFirstAsync(Guid accountId, CancellationToken cancellationToken)
        => await LeftAsync(accountId, cancellationToken) > 0 ? [] : await MakeAsync(accountId, cancellationToken);

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
