using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>The passkeys an account has: which, since when, when last used.</summary>
internal sealed class PasskeyList(NpgsqlDataSource data, TimeProvider time)
{
    public const int LongestName = 60;
    public const int Most = 20;

    public async Task<ImmutableArray<PasskeyView>> ReadAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var views = ImmutableArray.CreateBuilder<PasskeyView>();
        await using var command = data.CreateCommand("""
            SELECT f.id, f.name, f.site, f.created_at, f.last_used_at FROM passkey_facts f JOIN account_passkeys p ON p.credential_id = f.credential_id
            WHERE p.user_id = @account ORDER BY f.created_at
            """);
        command.Parameters.AddWithValue("account", accountId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            views.Add(new PasskeyView(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return views.ToImmutable();
    }

    /// <summary>What is known of one of the account's, to be changed in this context; null when it is not theirs.</summary>
    public static Task<PasskeyFacts?> FindAsync(NexusDb db, Guid accountId, Guid id, CancellationToken cancellationToken)
        => (from facts in db.Set<PasskeyFacts>() join passkey in db.Set<IdentityUserPasskey<Guid>>() on facts.CredentialId equals passkey.CredentialId where passkey.UserId == accountId && facts.Id == id select facts).SingleOrDefaultAsync(cancellationToken);

    /// <summary>In the caller's transaction.</summary>
    public static Task DeleteAsync(NexusDb db, PasskeyFacts passkey, CancellationToken cancellationToken)
        => db.Database.ExecuteSqlAsync($"DELETE FROM account_passkeys WHERE credential_id = {passkey.CredentialId}", cancellationToken);

    public async Task UsedAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("UPDATE passkey_facts SET last_used_at = @now WHERE credential_id = @id");
        command.Parameters.AddWithValue("id", credentialId);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A name without what cannot be seen around it; null for one that is none.</summary>
    public static string? Named(string? name)
        => (name ?? "").Trim() is { Length: > 0 and <= LongestName } good && !good.Any(char.IsControl) ? good : null;
}
