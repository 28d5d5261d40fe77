using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NexusQuantum.Web.Features.Audit.Chain;

/// <summary>
/// The bytes that are hashed, version 1. Every field is four bytes of length (big endian; -1 for null) and that many bytes: texts in
/// UTF-8, numbers as eight bytes big endian, UUIDs as their 16 bytes in the order they are written, times as microseconds since 1970
/// UTC. So no two different rows have the same bytes.
/// <list type="bullet">
/// <item>A row: the word <c>nexus audit row 1</c>, then the columns in the order of <see cref="AuditRecord.Columns"/>.</item>
/// <item>Its leaf: its id (eight bytes) and the SHA-256 of the row. The leaves of a seal follow each other, ordered by xid and id.</item>
/// <item>A seal: the word <c>nexus audit seal 1</c>, number, kind, cluster, from_xid, to_xid, month (yyyy-MM), rows, first_id,
/// last_id, sealed_at, leaves, and the hash of the seal before (32 zeros before the first). Its hash is the SHA-256 of that.</item>
/// </list>
/// </summary>
internal static class AuditEncoding
{
    public const int HashSize = SHA256.HashSizeInBytes;
    public const int LeafSize = sizeof(long) + HashSize;

    /// <summary>The leaf of a row.</summary>
    public static byte[] Leaf(AuditRecord row)
    {
        var fields = new Fields("nexus audit row 1");
        fields.Add(row.Id);
        fields.Add(row.At);
        fields.Add(row.Cluster);
        fields.Add(unchecked((long)row.Xid));
        fields.Add(row.ActorId);
        fields.Add(row.Actor);
        fields.Add(row.CredentialKind);
        fields.Add(row.CredentialId);
        fields.Add(row.Address);
        fields.Add(row.Action);
        fields.Add(row.SubjectKind);
        fields.Add(row.SubjectId);
        fields.Add(row.SubjectName);
        fields.Add(row.ProjectId);
        fields.Add(row.OperationId);
        fields.Add(row.Outcome);
        fields.Add(row.ProblemType);
        fields.Add(row.Problem);
        fields.Add(row.Before);
        fields.Add(row.After);
        fields.Add(row.Note);
        var leaf = new byte[LeafSize];
        BinaryPrimitives.WriteInt64BigEndian(leaf, row.Id);
        fields.Hash(leaf.AsSpan(sizeof(long)));
        return leaf;
    }

    /// <summary>The hash of a seal, over all of it but the hash itself and the mark.</summary>
    public static byte[] Hash(AuditSeal seal)
    {
        var fields = new Fields("nexus audit seal 1");
        fields.Add(seal.Number);
        fields.Add(seal.Kind);
        fields.Add(seal.Cluster);
        fields.Add(unchecked((long)seal.FromXid));
        fields.Add(unchecked((long)seal.ToXid));
        fields.Add(seal.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture));
        fields.Add(seal.Rows);
        fields.Add(seal.FirstId);
        fields.Add(seal.LastId);
        fields.Add(seal.SealedAt);
        fields.Add(seal.Leaves);
        fields.Add(seal.Previous);
        var hash = new byte[HashSize];
        fields.Hash(hash);
        return hash;
    }

    private readonly struct Fields
    {
        private readonly ArrayBufferWriter<byte> _bytes = new(512);

        public Fields(string word) => Add(word);

        public void Add(long value)
        {
            Length(sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value);
            _bytes.Advance(sizeof(long));
        }

        public void Add(DateTime value) => Add((value.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

        public void Add(Guid? value)
        {
            if (value is not { } id)
            {
                Length(-1);
                return;
            }

            Length(16);
            id.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out _);
            _bytes.Advance(16);
        }

        public void Add(string? value)
        {
            if (value is null)
            {
                Length(-1);
                return;
            }

            Length(Encoding.UTF8.GetByteCount(value));
            Encoding.UTF8.GetBytes(value, _bytes);
        }

        public void Add(ReadOnlySpan<byte> value)
        {
            Length(value.Length);
            _bytes.Write(value);
        }

        public void Hash(Span<byte> hash) => SHA256.HashData(_bytes.WrittenSpan, hash);

        private void Length(int length)
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), length);
            _bytes.Advance(sizeof(int));
        }
    }
}
