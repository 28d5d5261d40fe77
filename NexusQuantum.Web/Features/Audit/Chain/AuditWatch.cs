using System.Globalization;
using NexusQuantum.Domain.Errors;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>How the chain stands, and its verification: one at a time, since it reads everything there is.</summary>
internal sealed class AuditWatch(NpgsqlDataSource source, AuditVerifier verifier, TimeProvider time)
{
    private int _busy;
    private (long Number, long Rows) _sum;
    private volatile AuditVerdict? _last;

    public async Task<Result<AuditVerdict>> VerifyAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            return AuditErrors.Verifying;
        }

        try
        {
            var verdict = await verifier.RunAsync(cancellationToken);
            _last = verdict;
            return verdict;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    public async Task<AuditState> StateAsync(CancellationToken cancellationToken)
    {
        var sum = _sum;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            SELECT s.number, s.hash, s.sealed_at, (SELECT coalesce(sum(rows), 0) FROM audit_seals WHERE number > $1),
                (SELECT count(*) FROM (SELECT FROM audit WHERE cluster = audit_cluster()
                    AND xid >= coalesce((SELECT to_xid FROM audit_seals WHERE cluster = audit_cluster() ORDER BY to_xid DESC LIMIT 1), '0'::xid8) LIMIT 1000) AS waiting)
            FROM (SELECT) AS one LEFT JOIN LATERAL (SELECT number, hash, sealed_at FROM audit_seals ORDER BY number DESC LIMIT 1) AS s ON true
            """, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = sum.Number });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var unsealed = (int)reader.GetInt64(4);
        if (reader.IsDBNull(0))
        {
            return new AuditState(0, 0, null, unsealed, null, _last);
        }

        var (number, hash) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));

        // Seals are only added: what was added up once need not be read again. A chain that became shorter is added up anew.
        var rows = number >= sum.Number ? sum.Rows + reader.GetInt64(3) : reader.GetInt64(3);
        _sum = number >= sum.Number ? (number, rows) : default;

        // With nothing waiting, everything up to now is under a seal.
        DateTimeOffset upTo = unsealed == 0 ? time.GetUtcNow() : new DateTimeOffset(reader.GetDateTime(2), TimeSpan.Zero);
        return new AuditState(number, rows, upTo, unsealed, string.Create(CultureInfo.InvariantCulture, $"{number}:{Convert.ToHexStringLower(hash)}"), _last);
    }
}
