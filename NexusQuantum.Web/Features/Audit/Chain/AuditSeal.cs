using NexusQuantum.Web.Data;
using Npgsql;
using NpgsqlTypes;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>One link of the chain.</summary>
internal sealed record AuditSeal
{
    /// <summary>Over the rows of one month whose transaction ids are in a range.</summary>
    public const string OfRows = "rows";

    /// <summary>Says that the rows of a month were dropped by retention; the seals before it keep what they were.</summary>
    public const string OfDrop = "drop";

    public static readonly byte[] Beginning = new byte[AuditEncoding.HashSize];

    private const string Columns = "number, kind, cluster, from_xid, to_xid, month, rows, first_id, last_id, leaves, sealed_at, previous, hash, mark";

    /// <summary>1 and up, without a gap.</summary>
    public required long Number { get; init; }

    public required string Kind { get; init; }

    public long Cluster { get; init; }

    /// <summary>First transaction id of the range.</summary>
    public ulong FromXid { get; init; }

    /// <summary>The one after the last.</summary>
    public ulong ToXid { get; init; }

    public required DateOnly Month { get; init; }

    public int Rows { get; init; }

    public long FirstId { get; init; }

    public long LastId { get; init; }

    public byte[] Leaves { get; init; } = [];

    /// <summary>UTC, by the database's clock.</summary>
    public required DateTime SealedAt { get; init; }

    public required byte[] Previous { get; init; }

    public byte[] Hash { get; init; } = [];

    /// <summary>The hash, keyed: who can write in the database but has no master key cannot make one.</summary>
    public byte[] Mark { get; init; } = [];

    /// <summary>Closes it.</summary>
    public AuditSeal Close(Seal keys)
    {
        var hash = AuditEncoding.Hash(this);
        return this with { Hash = hash, Mark = MarkOf(keys, hash) };
    }

    public static byte[] MarkOf(Seal keys, byte[] hash) => keys.Hash([.. "nexus audit mark 1"u8, .. hash]);

    /// <summary>Selects seals; <paramref name="rest"/> is constant SQL.</summary>
    public static NpgsqlCommand Select(NpgsqlConnection connection, string rest) => new($"SELECT {Columns} FROM audit_seals {rest}", connection);

    public static AuditSeal Read(NpgsqlDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Kind = reader.GetString(1),
        Cluster = reader.GetInt64(2),
        FromXid = reader.GetFieldValue<ulong>(3),
        ToXid = reader.GetFieldValue<ulong>(4),
        Month = reader.GetFieldValue<DateOnly>(5),
        Rows = reader.GetInt32(6),
        FirstId = reader.GetInt64(7),
        LastId = reader.GetInt64(8),
        Leaves = reader.GetFieldValue<byte[]>(9),
        SealedAt = reader.GetDateTime(10),
        Previous = reader.GetFieldValue<byte[]>(11),
        Hash = reader.GetFieldValue<byte[]>(12),
        Mark = reader.GetFieldValue<byte[]>(13),
    };

    /// <summary>Appends it; to be called under <see cref="AuditChain"/>'s lock.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand($"INSERT INTO audit_seals ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)", connection);
        insert.Parameters.Add(new NpgsqlParameter { Value = Number });
        insert.Parameters.Add(new NpgsqlParameter { Value = Kind });
        insert.Parameters.Add(new NpgsqlParameter { Value = Cluster });
        insert.Parameters.Add(Xid(FromXid));
        insert.Parameters.Add(Xid(ToXid));
        insert.Parameters.Add(new NpgsqlParameter { Value = Month });
        insert.Parameters.Add(new NpgsqlParameter { Value = Rows });
        insert.Parameters.Add(new NpgsqlParameter { Value = FirstId });
        insert.Parameters.Add(new NpgsqlParameter { Value = LastId });
        insert.Parameters.Add(new NpgsqlParameter { Value = Leaves });
        insert.Parameters.Add(new NpgsqlParameter { Value = SealedAt });
        insert.Parameters.Add(new NpgsqlParameter { Value = Previous });
        insert.Parameters.Add(new NpgsqlParameter { Value = Hash });
        insert.Parameters.Add(new NpgsqlParameter { Value = Mark });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlParameter Xid(ulong value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Xid8 };
}
