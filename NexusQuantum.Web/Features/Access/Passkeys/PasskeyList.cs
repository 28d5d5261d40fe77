using System.Collections.Immutable;
using NexusQuantum.Domain.Errors;
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

    public async Task<Result<Done>> RenameAsync(Guid accountId, Guid id, string? name, CancellationToken cancellationToken)
    {
        if (Named(name) is not { } good)
        {
            return PasskeyErrors.BadName();
        }

        await using var command = data.CreateCommand("UPDATE passkey_facts f SET name = @name FROM account_passkeys p WHERE p.credential_id = f.credential_id AND p.user_id = @account AND f.id = @id");
        command.Parameters.AddWithValue("account", accountId);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("name", good);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? Done.Value : PasskeyErrors.NotFound(id);
    }

    public async Task<Result<Done>> DeleteAsync(Guid accountId, Guid id, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("DELETE FROM account_passkeys p USING passkey_facts f WHERE p.credential_id = f.credential_id AND p.user_id = @account AND f.id = @id");
        command.Parameters.AddWithValue("account", accountId);
        command.Parameters.AddWithValue("id", id);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? Done.Value : PasskeyErrors.NotFound(id);
    }

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
