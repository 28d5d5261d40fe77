using Npgsql;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>Writes down which sessions and tokens were used: any number of them in one round trip, and never in a request's.</summary>
internal sealed class CredentialUses(NpgsqlDataSource data)
{
    // Rows that another replica is just noting, or that somebody is just ending, are left to them: two of these never wait for each other.
    private const string Sessions = """
        WITH free AS (SELECT id FROM sessions WHERE id = ANY(@ids) FOR UPDATE SKIP LOCKED)
        UPDATE sessions SET last_used_at = used.at, address = used.address
        FROM unnest(@ids, @ats, @addresses) AS used(id, at, address) JOIN free ON free.id = used.id
        WHERE sessions.id = used.id AND sessions.last_used_at < used.at
        """;

    private const string Tokens = """
        WITH free AS (SELECT id FROM api_tokens WHERE id = ANY(@ids) FOR UPDATE SKIP LOCKED)
        UPDATE api_tokens SET last_used_at = used.at
        FROM unnest(@ids, @ats) AS used(id, at) JOIN free ON free.id = used.id
        WHERE api_tokens.id = used.id AND (api_tokens.last_used_at IS NULL OR api_tokens.last_used_at < used.at)
        """;

    public async Task NoteAsync(bool areTokens, IReadOnlyCollection<CredentialUse> uses, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand(areTokens ? Tokens : Sessions);
        command.Parameters.AddWithValue("ids", uses.Select(use => use.Id).ToArray());
        command.Parameters.AddWithValue("ats", uses.Select(use => use.At).ToArray());
        if (!areTokens)
        {
            command.Parameters.Add(new NpgsqlParameter<string?[]>("addresses", [.. uses.Select(use => use.Address)]));
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
