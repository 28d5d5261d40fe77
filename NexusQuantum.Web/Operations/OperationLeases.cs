using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Operations;

/// <summary>
/// The statements by which a replica holds operations. All times are the database's, so clocks of replicas need not agree; every
/// write names owner and attempt, so a replica that lost its lease writes nothing.
/// </summary>
internal sealed class OperationLeases(NpgsqlDataSource data, IDbContextFactory<NexusDb> databases, ReplicaId replica, OperationOptions options)
{
    private const string Held = "id = @id AND lease_owner = @owner AND attempts = @attempt AND status = 'running'";

    /// <summary>Takes up to <paramref name="most"/> operations that are queued, or whose holder is gone.</summary>
    public async Task<IReadOnlyList<OperationRow>> ClaimAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Set<OperationRow>().FromSql($"""
            UPDATE operations SET status = 'running', lease_owner = {replica.Value}, lease_until = now() + {options.Lease},
                started_at = coalesce(started_at, now()), attempts = attempts + 1
            WHERE id IN (
                SELECT o.id FROM operations o
                WHERE o.status IN ('queued', 'running')
                  AND (o.status = 'queued' OR o.lease_until < now())
                  AND (o.not_before IS NULL OR o.not_before <= now())
                  AND (o.waits_for IS NULL OR NOT EXISTS (
                      SELECT 1 FROM operations w WHERE w.id = o.waits_for AND w.status IN ('queued', 'running')))
                ORDER BY o.created_at LIMIT {most} FOR UPDATE OF o SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Gives back what an earlier process of this same replica held: its lock on the data directory proves that it is gone.</summary>
    public async Task<int> TakeBackOwnAsync(CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("UPDATE operations SET lease_until = now() - interval '1 second' WHERE status = 'running' AND lease_owner = @owner");
        command.Parameters.AddWithValue("owner", replica.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Renews; answers which are still ours, and whether a cancel was asked for.</summary>
    public async Task<IReadOnlyDictionary<OperationId, bool>> RenewAsync(IReadOnlyDictionary<OperationId, int> held, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("""
            UPDATE operations o SET lease_until = now() + @lease
            FROM unnest(@ids, @attempts) AS h(id, attempt)
            WHERE o.id = h.id AND o.attempts = h.attempt AND o.lease_owner = @owner AND o.status = 'running'
            RETURNING o.id, o.cancel_requested
            """);
        command.Parameters.AddWithValue("lease", options.Lease);
        command.Parameters.AddWithValue("owner", replica.Value);
        command.Parameters.AddWithValue("ids", held.Keys.Select(id => id.Value).ToArray());
        command.Parameters.AddWithValue("attempts", held.Values.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var kept = new Dictionary<OperationId, bool>();
        while (await reader.ReadAsync(cancellationToken))
        {
            kept[OperationId.From(reader.GetGuid(0))] = reader.GetBoolean(1);
        }

        return kept;
    }

    /// <summary>Writes steps and progress; false when the lease is lost.</summary>
    public async Task<bool> WriteAsync(OperationId id, int attempt, ImmutableArray<OperationStep> steps, int? progress, CancellationToken cancellationToken)
    {
        await using var command = Command($"UPDATE operations SET steps = @steps, progress = @progress WHERE {Held}", id, attempt);
        command.Parameters.Add(new NpgsqlParameter("steps", NpgsqlDbType.Jsonb) { Value = JsonSerializer.Serialize(steps, OperationJson.Default.ImmutableArrayOperationStep) });
        command.Parameters.Add(new NpgsqlParameter("progress", NpgsqlDbType.Integer) { Value = (object?)progress ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Ends it; the time of the end, or null when the lease is lost.</summary>
    public async Task<DateTimeOffset?> FinishAsync(OperationId id, int attempt, OperationStatus status, Problem? error, ImmutableArray<OperationStep> steps, CancellationToken cancellationToken)
    {
        await using var command = Command($"""
            UPDATE operations SET status = @status, error = @error, steps = @steps, ended_at = now(), lease_owner = NULL, lease_until = NULL,
                progress = CASE WHEN @status = 'succeeded' THEN 100 ELSE progress END
            WHERE {Held} RETURNING ended_at
            """, id, attempt);
        command.Parameters.AddWithValue("status", EnumText<OperationStatus>.Write(status));
        command.Parameters.Add(new NpgsqlParameter("error", NpgsqlDbType.Jsonb) { Value = error is null ? DBNull.Value : JsonSerializer.Serialize(error, OperationJson.Default.Problem) });
        command.Parameters.Add(new NpgsqlParameter("steps", NpgsqlDbType.Jsonb) { Value = JsonSerializer.Serialize(steps, OperationJson.Default.ImmutableArrayOperationStep) });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime ended ? new DateTimeOffset(ended, TimeSpan.Zero) : null;
    }

    /// <summary>Gives it back unfinished, to be claimed after <paramref name="pause"/>; this attempt does not count.</summary>
    public async Task ReleaseAsync(OperationId id, int attempt, TimeSpan pause, CancellationToken cancellationToken)
    {
        await using var command = Command($"""
            UPDATE operations SET lease_until = now() - interval '1 second', not_before = now() + @pause, attempts = attempts - 1 WHERE {Held}
            """, id, attempt);
        command.Parameters.AddWithValue("pause", pause);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts it back in the queue for later, with its steps as they are; this attempt does not count. False when the lease is lost.</summary>
    public async Task<bool> PostponeAsync(OperationId id, int attempt, TimeSpan pause, CancellationToken cancellationToken)
    {
        // Who asked for a cancel meanwhile is not kept waiting.
        await using var command = Command($"""
            UPDATE operations SET status = 'queued', lease_owner = NULL, lease_until = NULL, attempts = attempts - 1,
                not_before = CASE WHEN cancel_requested THEN NULL ELSE now() + @pause END
            WHERE {Held}
            """, id, attempt);
        command.Parameters.AddWithValue("pause", pause);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>From here on there is no way back; false when a cancel was asked for before, or the lease is lost.</summary>
    public async Task<bool> CommitAsync(OperationId id, int attempt, CancellationToken cancellationToken)
    {
        await using var command = Command($"UPDATE operations SET cancellable = false WHERE {Held} AND NOT cancel_requested", id, attempt);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private NpgsqlCommand Command(string sql, OperationId id, int attempt)
    {
        var command = data.CreateCommand(sql);
        command.Parameters.AddWithValue("id", id.Value);
        command.Parameters.AddWithValue("owner", replica.Value);
        command.Parameters.AddWithValue("attempt", attempt);
        return command;
    }
}
