using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// Compares rows with the leaves of their seals: two streams in the same order (month, cluster, transaction id), merged. A row in the
/// range of a seal must be among its leaves; one below the end of its cluster's sealed range and in no seal of its month was put there
/// later; one beyond it is not sealed yet.
/// </summary>
internal sealed class RowCheck(NpgsqlConnection forRows, NpgsqlConnection forSeals, AuditVerifier.SealWalk chain)
{
    private AuditBreak? _broken;

    public long Count { get; private set; }

    public long Unsealed { get; private set; }

    public async Task<AuditBreak?> RunAsync(CancellationToken cancellationToken)
    {
        var left = new SortedSet<DateOnly>(chain.Months);
        var after = DateTime.MinValue;
        while (true)
        {
            var written = await NextMonthAsync(after, cancellationToken);
            if (_broken is not null)
            {
                return _broken;
            }

            DateOnly? month = left.Count > 0 && (written is null || left.Min <= written) ? left.Min : written;
            if (month is not { } now || await MonthAsync(now, cancellationToken) is not null)
            {
                return _broken;
            }

            left.Remove(now);
            after = Start(now.AddMonths(1));
        }
    }

    /// <summary>The next month with rows, by the index: there may be many years between two.</summary>
    private async Task<DateOnly?> NextMonthAsync(DateTime after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT id, at FROM audit{(after == DateTime.MinValue ? "" : " WHERE at >= $1")} ORDER BY at, id LIMIT 1", forRows) { CommandTimeout = 0 };
        if (after != DateTime.MinValue)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = after });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (id, at) = (reader.GetInt64(0), reader.GetDateTime(1));
        if (at.Year is < 1970 or > 9000)
        {
            _broken = new AuditBreak("row-added", null, id, $"Row {id} has a time that no clock shows.");
        }

        return new DateOnly(at.Year, at.Month, 1);
    }

    private async Task<AuditBreak?> MonthAsync(DateOnly month, CancellationToken cancellationToken)
    {
        // Seals from before the drop of their month keep what they were; their rows are gone for a reason the chain knows.
        await using var sealing = AuditSeal.Select(forSeals, "WHERE kind = 'rows' AND month = $1 AND number > $2 ORDER BY cluster, from_xid");
        sealing.CommandTimeout = 0;
        sealing.Parameters.Add(new NpgsqlParameter { Value = month });
        sealing.Parameters.Add(new NpgsqlParameter { Value = chain.Dropped.GetValueOrDefault(month) });
        await using var seals = await sealing.ExecuteReaderAsync(cancellationToken);
        await using var reading = new NpgsqlCommand($"SELECT {AuditRecord.Columns} FROM audit WHERE at >= $1 AND at < $2 ORDER BY cluster, xid, id", forRows) { CommandTimeout = 0 };
        reading.Parameters.Add(new NpgsqlParameter { Value = Start(month) });
        reading.Parameters.Add(new NpgsqlParameter { Value = Start(month.AddMonths(1)) });
        await using var rows = await reading.ExecuteReaderAsync(cancellationToken);

        var seal = await NextAsync(seals, cancellationToken);
        var leaves = new List<byte[]>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = AuditRecord.Read(rows);
            while (seal is not null && (seal.Cluster < row.Cluster || (seal.Cluster == row.Cluster && seal.ToXid <= row.Xid)))
            {
                if (Compare(seal, leaves) is { } broken)
                {
                    return _broken = broken;
                }

                leaves.Clear();
                seal = await NextAsync(seals, cancellationToken);
            }

            if (seal is not null && seal.Cluster == row.Cluster && seal.FromXid <= row.Xid)
            {
                leaves.Add(AuditEncoding.Leaf(row));
            }
            else if (row.Xid < chain.SealedTo.GetValueOrDefault(row.Cluster))
            {
                return _broken = new AuditBreak("row-added", null, row.Id, $"Row {row.Id} was put among rows of {month.ToString("yyyy-MM", CultureInfo.InvariantCulture)} that were sealed without it.");
            }
            else
            {
                Unsealed++;
            }
        }

        for (; seal is not null; seal = await NextAsync(seals, cancellationToken))
        {
            if (Compare(seal, leaves) is { } broken)
            {
                return _broken = broken;
            }

            leaves.Clear();
        }

        return null;
    }

    private static async Task<AuditSeal?> NextAsync(NpgsqlDataReader seals, CancellationToken cancellationToken)
        => await seals.ReadAsync(cancellationToken) ? AuditSeal.Read(seals) : null;

    private AuditBreak? Compare(AuditSeal seal, List<byte[]> found)
    {
        var wanted = seal.Leaves.Chunk(AuditEncoding.LeafSize).ToList();
        for (var i = 0; i < Math.Max(wanted.Count, found.Count); i++)
        {
            var (was, isNow) = (wanted.ElementAtOrDefault(i), found.ElementAtOrDefault(i));
            if (was is not null && isNow is not null && was.AsSpan().SequenceEqual(isNow))
            {
                continue;
            }

            return was is not null && found.TrueForAll(leaf => Id(leaf) != Id(was))
                ? new AuditBreak("row-deleted", seal.Number, Id(was), $"Row {Id(was)} is under seal {seal.Number} and is gone.")
                : isNow is not null && wanted.TrueForAll(leaf => Id(leaf) != Id(isNow))
                    ? new AuditBreak("row-added", seal.Number, Id(isNow), $"Row {Id(isNow)} was put among the rows of seal {seal.Number} after it was sealed.")
                    : new AuditBreak("row-changed", seal.Number, Id(was ?? isNow!), $"Row {Id(was ?? isNow!)} was changed after seal {seal.Number}."); // one of the two is there
        }

        Count += wanted.Count;
        return null;
    }

    private static long Id(byte[] leaf) => BinaryPrimitives.ReadInt64BigEndian(leaf);

    private static DateTime Start(DateOnly month) => month.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
}
