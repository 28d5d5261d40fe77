using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// The end of the chain, held by one transaction at a time: an advisory lock that ends with it. So the chain cannot fork, a replica
/// that dies frees it at once, and whoever holds it reads an end that nobody else moves.
/// </summary>
internal static class AuditChain
{
    private const long Lock = 0x6e78_6175_6469_7431;

    /// <summary>Takes the end for the connection's transaction; false when another has it.</summary>
    public static async Task<bool> TryHoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({Lock})", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Number and hash of the last seal; of none, 0 and zeros.</summary>
    public static async Task<(long Number, byte[] Hash)> EndAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, hash FROM audit_seals ORDER BY number DESC LIMIT 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, AuditSeal.Beginning);
    }

    /// <summary>Up to which transaction id (exclusive) a cluster's rows are sealed.</summary>
    public static async Task<ulong> SealedToAsync(NpgsqlConnection connection, long cluster, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_xid FROM audit_seals WHERE cluster = $1 ORDER BY to_xid DESC LIMIT 1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = cluster });
        return await command.ExecuteScalarAsync(cancellationToken) is ulong to ? to : 0;
    }

    /// <summary>The database's clock, microseconds exact.</summary>
    public static async Task<DateTime> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!; // it answers one row
    }
}
