using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// Puts committed rows under the next seal. Only rows below <c>pg_snapshot_xmin</c>: every transaction with a lower id has ended, so no
/// row can appear among them later, however long its transaction was open. What is still open waits for the next pass.
/// </summary>
/// <remarks>
/// Transaction ids are compared within one cluster only. Rows of another cluster came with a restored backup; none of their
/// transactions can still be open, so they are sealed without a horizon.
/// </remarks>
internal sealed class AuditSealer(NpgsqlDataSource source, Seal keys)
{
    /// <summary>Rows under one seal; a single transaction with more of them has one seal all the same.</summary>
    public const int Most = 5000;

    /// <summary>Seals what can be sealed now, with <paramref name="strangers"/> rows of other clusters too; how many rows. Nothing, when another replica is at it.</summary>
    public async Task<int> RunAsync(bool strangers, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var all = await PassesAsync(connection, null, cancellationToken);
        if (strangers)
        {
            foreach (var cluster in await StrangersAsync(connection, cancellationToken))
            {
                all += await PassesAsync(connection, cluster, cancellationToken);
            }
        }

        return all;
    }

    private async Task<int> PassesAsync(NpgsqlConnection connection, long? cluster, CancellationToken cancellationToken)
    {
        var all = 0;
        while (await PassAsync(connection, cluster, cancellationToken) is var rows and > 0)
        {
            all += rows;
        }

        return all;
    }

    /// <summary>
    /// 1. hold the end of the chain. 2. the horizon. 3. where the last seal ended. 4. where this one ends: at the horizon, or where there
    /// are enough rows, never inside a transaction. 5. one seal for each month among the rows. Reads after 2 see all below the horizon.
    /// </summary>
    private async Task<int> PassAsync(NpgsqlConnection connection, long? stranger, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AuditChain.TryHoldAsync(connection, cancellationToken)) // 1
        {
            return 0;
        }

        var (cluster, horizon) = stranger is { } other ? (other, ulong.MaxValue) : await HorizonAsync(connection, cancellationToken); // 2
        var from = await AuditChain.SealedToAsync(connection, cluster, cancellationToken); // 3
        if (await EndAsync(connection, cluster, from, horizon, cancellationToken) is not { } to) // 4
        {
            return 0;
        }

        var (number, previous) = await AuditChain.EndAsync(connection, cancellationToken);
        var now = await AuditChain.NowAsync(connection, cancellationToken);
        var rows = 0;
        foreach (var (month, leaves, first, last) in await LeavesAsync(connection, cluster, from, to, cancellationToken)) // 5
        {
            var seal = new AuditSeal
            {
                Number = ++number, Kind = AuditSeal.OfRows, Cluster = cluster, FromXid = from, ToXid = to, Month = month,
                Rows = leaves.Length / AuditEncoding.LeafSize, FirstId = first, LastId = last, Leaves = leaves, SealedAt = now, Previous = previous,
            }.Close(keys);
            await seal.WriteAsync(connection, cancellationToken);
            previous = seal.Hash;
            rows += seal.Rows;
        }

        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static async Task<(long Cluster, ulong Horizon)> HorizonAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT audit_cluster(), pg_snapshot_xmin(pg_current_snapshot())", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetFieldValue<ulong>(1));
    }

    /// <summary>Null when there is no row to seal.</summary>
    private static async Task<ulong?> EndAsync(NpgsqlConnection connection, long cluster, ulong from, ulong horizon, CancellationToken cancellationToken)
    {
        if (await XidAsync(connection, cluster, from, horizon, "ASC", 0, cancellationToken) is not { } first)
        {
            return null;
        }

        if (await XidAsync(connection, cluster, from, horizon, "ASC", Most, cancellationToken) is { } beyond)
        {
            return beyond > first ? beyond : first + 1;
        }

        // Of a cluster that counts no more there is no horizon: its end is behind its last row.
        return horizon < ulong.MaxValue ? horizon : await XidAsync(connection, cluster, from, horizon, "DESC", 0, cancellationToken) + 1;
    }

    private static async Task<ulong?> XidAsync(NpgsqlConnection connection, long cluster, ulong from, ulong to, string order, int skip, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT xid FROM audit WHERE cluster = $1 AND xid >= $2 AND xid < $3 ORDER BY xid {order} OFFSET {skip} LIMIT 1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = cluster });
        command.Parameters.Add(AuditSeal.Xid(from));
        command.Parameters.Add(AuditSeal.Xid(to));
        return await command.ExecuteScalarAsync(cancellationToken) as ulong?;
    }

    private static async Task<List<(DateOnly Month, byte[] Leaves, long First, long Last)>> LeavesAsync(NpgsqlConnection connection, long cluster, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var months = new List<(DateOnly, byte[], long, long)>();
        var leaves = new MemoryStream();
        var (month, first, last) = (default(DateOnly), long.MaxValue, long.MinValue);
        await using var command = new NpgsqlCommand($"SELECT {AuditRecord.Columns} FROM audit WHERE cluster = $1 AND xid >= $2 AND xid < $3 ORDER BY date_trunc('month', at AT TIME ZONE 'UTC'), xid, id", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = cluster });
        command.Parameters.Add(AuditSeal.Xid(from));
        command.Parameters.Add(AuditSeal.Xid(to));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = AuditRecord.Read(reader);
            var its = new DateOnly(row.At.Year, row.At.Month, 1);
            if (its != month && leaves.Length > 0)
            {
                months.Add((month, leaves.ToArray(), first, last));
                leaves.SetLength(0);
                (first, last) = (long.MaxValue, long.MinValue);
            }

            (month, first, last) = (its, Math.Min(first, row.Id), Math.Max(last, row.Id));
            leaves.Write(AuditEncoding.Leaf(row));
        }

        if (leaves.Length > 0)
        {
            months.Add((month, leaves.ToArray(), first, last));
        }

        return months;
    }

    /// <summary>Clusters with rows other than the one we are in; a loose index scan, since the distinct values are few among many.</summary>
    private static async Task<List<long>> StrangersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var clusters = new List<long>();
        await using var command = new NpgsqlCommand("""
            WITH RECURSIVE found(cluster) AS (
                SELECT min(cluster) FROM audit
                UNION ALL
                SELECT (SELECT min(audit.cluster) FROM audit WHERE audit.cluster > found.cluster) FROM found WHERE found.cluster IS NOT NULL)
            SELECT cluster FROM found WHERE cluster IS NOT NULL AND cluster <> audit_cluster()
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            clusters.Add(reader.GetInt64(0));
        }

        return clusters;
    }
}
