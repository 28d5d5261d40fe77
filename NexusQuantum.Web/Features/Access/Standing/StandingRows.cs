using Npgsql;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>Reads what sessions and tokens count for: any number of them, or one that is not known yet, in one round trip.</summary>
internal sealed class StandingRows(NpgsqlDataSource data, TimeProvider time)
{
    private const string Grants = """
        SELECT DISTINCT g.account_id, g.project_id, r.id, r.built_in, r.allows FROM role_grants g JOIN roles r ON r.id = g.role_id
        """;

    private const string Sessions = """
        SELECT s.id, a.id, a.user_name, s.address, NULL::varchar, NULL::uuid[], a.time_zone FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.id = ANY(@which) AND s.expires_at > @now AND s.last_used_at > @now - make_interval(secs => @idle) AND a.disabled_at IS NULL
        """;

    private const string Tokens = """
        SELECT t.id, a.id, a.user_name, NULL::varchar, t.scope, t.projects, a.time_zone FROM api_tokens t JOIN accounts a ON a.id = t.account_id
        WHERE t.expires_at > @now AND a.disabled_at IS NULL AND @idle > 0
        """;

    /// <summary>The callers behind these sessions; those that have ended are not among the answers.</summary>
    public Task<Dictionary<Guid, Caller>> SessionsAsync(Guid[] ids, CancellationToken cancellationToken)
        => ReadAsync(Sessions, Grants + " JOIN sessions s ON s.account_id = g.account_id WHERE s.id = ANY(@which)", "session", ids, cancellationToken);

    /// <summary>The callers behind these tokens; those that have ended are not among the answers.</summary>
    public Task<Dictionary<Guid, Caller>> TokensAsync(Guid[] ids, CancellationToken cancellationToken)
        => ReadAsync(Tokens + " AND t.id = ANY(@which)", Grants + " JOIN api_tokens t ON t.account_id = g.account_id WHERE t.id = ANY(@which)", "token", ids, cancellationToken);

    /// <summary>The token of this hash and the caller behind it, if it holds.</summary>
    public async Task<(Guid Id, Caller Caller)?> TokenOfAsync(byte[] hash, CancellationToken cancellationToken)
        => await ReadAsync(Tokens + " AND t.hash = @which", Grants + " JOIN api_tokens t ON t.account_id = g.account_id WHERE t.hash = @which", "token", hash, cancellationToken) is { Count: 1 } found
            && found.Single() is var (id, caller) ? (id, caller) : null;

    private async Task<Dictionary<Guid, Caller>> ReadAsync(string who, string grants, string kind, object which, CancellationToken cancellationToken)
    {
        await using var batch = data.CreateBatch();
        batch.BatchCommands.Add(Command(who, which));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(grants) { Parameters = { new NpgsqlParameter("which", which) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        List<(Guid Id, Guid Account, string Name, string? Address, TokenScope? Scope, ProjectId[]? Projects, string? TimeZone)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), Text(reader, 3), Scope(Text(reader, 4)),
                await reader.IsDBNullAsync(5, cancellationToken) ? null : [.. reader.GetFieldValue<Guid[]>(5).Select(ProjectId.From)], Text(reader, 6)));
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
                TimeZone = one.TimeZone,
                Origin = new CallerOrigin(kind, one.Id, one.Address),
            };
        });
    }

    private NpgsqlBatchCommand Command(string text, object which) => new(text)
    {
        Parameters =
        {
            new NpgsqlParameter("which", which),
            new NpgsqlParameter("now", time.GetUtcNow()),
            new NpgsqlParameter("idle", SessionLimits.Idle.TotalSeconds),
        },
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static TokenScope? Scope(string? text) => text is null ? null : Data.EnumText<TokenScope>.Read(text);
}
