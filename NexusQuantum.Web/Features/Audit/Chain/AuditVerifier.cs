using System.Globalization;
using System.Security.Cryptography;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// Recomputes the whole chain and compares, in one snapshot; sealing goes on meanwhile. 1. the seals, in their order: no gap, each holds
/// the hash of the one before, its own hash and mark. 2. the rows, month by month, against the leaves of their seals
/// (<see cref="RowCheck"/>). Ends at the first thing that does not match and names it.
/// </summary>
internal sealed class AuditVerifier(NpgsqlDataSource source, Seal keys, TimeProvider time)
{
    public async Task<AuditVerdict> RunAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await using var one = await source.OpenConnectionAsync(cancellationToken);
        await using var two = await source.OpenConnectionAsync(cancellationToken);
        await using var first = await one.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var second = await two.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await ShareSnapshotAsync(one, two, cancellationToken);
        var seals = new SealWalk();
        var broken = await CheckSealsAsync(one, seals, cancellationToken);
        var rows = new RowCheck(one, two, seals);
        broken ??= await rows.RunAsync(cancellationToken);
        return new AuditVerdict(
            broken is null, seals.Count, rows.Count, seals.Dropped.Count, rows.Unsealed, seals.SealedAt, seals.Head, time.GetUtcNow(), Math.Round(time.GetElapsedTime(start).TotalSeconds, 3), broken);
    }

    private static async Task ShareSnapshotAsync(NpgsqlConnection one, NpgsqlConnection two, CancellationToken cancellationToken)
    {
        // A verification of years of audit may take longer than a request's statement is given.
        await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", one);
        var name = (string)(await export.ExecuteScalarAsync(cancellationToken))!; // it answers one row

        // SET TRANSACTION takes no parameters; the name is the server's own, hexadecimal digits and dashes.
        await using var import = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{name}'", two);
        await import.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<AuditBreak?> CheckSealsAsync(NpgsqlConnection connection, SealWalk walk, CancellationToken cancellationToken)
    {
        await using var command = AuditSeal.Select(connection, "ORDER BY number");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var seal = AuditSeal.Read(reader);
            var wanted = walk.Count + 1;
            if (seal.Number != wanted)
            {
                return new AuditBreak("seal-missing", wanted, null, $"Seal {wanted} is missing.");
            }

            if (!seal.Previous.AsSpan().SequenceEqual(walk.Hash) || !AuditEncoding.Hash(seal).AsSpan().SequenceEqual(seal.Hash))
            {
                return new AuditBreak("seal-changed", seal.Number, null, $"Seal {seal.Number} is not what was sealed, or the one before it is not.");
            }

            if (!CryptographicOperations.FixedTimeEquals(AuditSeal.MarkOf(keys, seal.Hash), seal.Mark))
            {
                return new AuditBreak("seal-forged", seal.Number, null, $"Seal {seal.Number} was not made with this installation's master key.");
            }

            walk.Pass(seal);
        }

        return null;
    }

    /// <summary>What the chain says about rows.</summary>
    internal sealed class SealWalk
    {
        public long Count { get; private set; }

        public byte[] Hash { get; private set; } = AuditSeal.Beginning;

        public DateTimeOffset? SealedAt { get; private set; }

        public string? Head => Count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Count}:{Convert.ToHexStringLower(Hash)}");

        /// <summary>Months whose rows were dropped, with the number of the seal that says so.</summary>
        public Dictionary<DateOnly, long> Dropped { get; } = [];

        /// <summary>Months that have seals.</summary>
        public SortedSet<DateOnly> Months { get; } = [];

        /// <summary>Up to which transaction id, exclusive, each cluster is sealed.</summary>
        public Dictionary<long, ulong> SealedTo { get; } = [];

        public void Pass(AuditSeal seal)
        {
            (Count, Hash, SealedAt) = (seal.Number, seal.Hash, new DateTimeOffset(seal.SealedAt, TimeSpan.Zero));
            if (seal.Kind == AuditSeal.OfDrop)
            {
                Dropped[seal.Month] = seal.Number;
                return;
            }

            Months.Add(seal.Month);
            SealedTo[seal.Cluster] = Math.Max(SealedTo.GetValueOrDefault(seal.Cluster), seal.ToXid);
        }
    }
}
