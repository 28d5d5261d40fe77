using Npgsql;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>Reads what sessions and tokens count for: any number of them in one round trip.</summary>
internal sealed class StandingRows(NpgsqlDataSource data, TimeProvider time)
{
    private const string Grants = """
        SELECT DISTINCT g.account_id, g.project_id, r.id, r.built_in, r.allows FROM role_grants g JOIN roles r ON r.id = g.role_id
        """;

    /// <summary>The callers behind these sessions; those that have ended are not among the answers.</summary>
    public Task<Dictionary<Guid, Caller>> SessionsAsync(Guid[] ids, CancellationToken cancellationToken)
        => ReadAsync(
            """
            SELECT s.id, a.id, a.user_name, s.address, NULL::varchar, NULL::uuid[] FROM sessions s JOIN accounts a ON a.id = s.account_id
            WHERE s.id = ANY(@ids) AND s.expires_at > @now AND s.last_used_at > @now - make_interval(secs => @idle) AND a.disabled_at IS NULL
            """,
            Grants + " JOIN sessions s ON s.account_id = g.account_id WHERE s.id = ANY(@ids)", "session", ids, cancellationToken);

    /// <summary>The callers behind these tokens; those that have ended are not among the answers.</summary>
    public Task<Dictionary<Guid, Caller>> TokensAsync(Guid[] ids, CancellationToken cancellationToken)
        => ReadAsync(
            """
            SELECT t.id, a.id, a.user_name, NULL::varchar, t.scope, t.projects FROM api_tokens t JOIN accounts a ON a.id = t.account_id
            WHERE t.id = ANY(@ids) AND t.expires_at > @now AND a.disabled_at IS NULL AND @idle > 0
            """,
            Grants + " JOIN api_tokens t ON t.account_id = g.account_id WHERE t.id = ANY(@ids)", "token", ids, cancellationToken);

    /// <summary>The token of this hash, if it holds; notes its use, at most once a minute.</summary>
    public async Task<Guid?> TokenOfAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("""
            WITH found AS (SELECT id, last_used_at FROM api_tokens WHERE hash = @hash AND expires_at > @now),
            used AS (
                UPDATE api_tokens SET last_used_at = @now FROM found
                WHERE api_tokens.id = found.id AND (found.last_used_at IS NULL OR found.last_used_at < @now - interval '1 minute'))
            SELECT id FROM found
            """);
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private async Task<Dictionary<Guid, Caller>> ReadAsync(string who, string grants, string kind, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Command(who, ids));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(grants) { Parameters = { new NpgsqlParameter("ids", ids) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<(Guid Id, Guid Account, string Name, string? Address, TokenScope? Scope, ProjectId[]? Projects)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), Text(reader, 3), Scope(Text(reader, 4)),
                await reader.IsDBNullAsync(5, cancellationToken) ? null : [.. reader.GetFieldValue<Guid[]>(5).Select(ProjectId.From)]));
        }

        await reader.NextResultAsync(cancellationToken);
        var held = new Dictionary<Guid, List<(ProjectId?, PermissionSet)>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var role = RoleId.From(reader.GetGuid(2));
            var allows = Role.BuiltIn.FirstOrDefault(one => one.Id == role)?.Permissions ?? PermissionSet.Parse(reader.GetFieldValue<string[]>(4));
            (held.TryGetValue(reader.GetGuid(0), out var list) ? list : held[reader.GetGuid(0)] = [])
                .Add((await reader.IsDBNullAsync(1, cancellationToken) ? null : ProjectId.From(reader.GetGuid(1)), allows));
        }

        return found.ToDictionary(one => one.Id, one =>
        {
            var rights = held.TryGetValue(one.Account, out var list) ? Rights.Of(list) : Rights.None;
            return new Caller(one.Account, one.Name)
            {
                Rights = one.Scope is { } scope ? rights.Within(scope, one.Projects) : rights,
                Origin = new CallerOrigin(kind, one.Id, one.Address),
            };
        });
    }

    private NpgsqlBatchCommand Command(string text, Guid[] ids) => new(text)
    {
        Parameters =
        {
            new NpgsqlParameter("ids", ids),
            new NpgsqlParameter("now", time.GetUtcNow()),
            new NpgsqlParameter("idle", Sessions.SessionLimits.Idle.TotalSeconds),
        },
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static TokenScope? Scope(string? text) => text is null ? null : Data.EnumText<TokenScope>.Read(text);
}
