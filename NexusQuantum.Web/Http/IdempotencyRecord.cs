using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Http;

/// <summary>An unsafe call that carried an <c>Idempotency-Key</c>, and once it ended what it answered.</summary>
internal sealed class IdempotencyRecord
{
    public required Guid UserId { get; init; }

    public required string Key { get; init; }

    public required byte[] RequestHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null while the call runs, or when the portal died in it.</summary>
    public int? Status { get; set; }

    public string? Location { get; set; }

    public string? ContentType { get; set; }

    /// <summary>Sealed: an answer may hold what only its asker should read.</summary>
    public byte[]? Body { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<IdempotencyRecord>
    {
        public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
        {
            builder.ToTable("idempotency_records");
            builder.HasKey(record => new { record.UserId, record.Key });
            builder.Property(record => record.Key).HasMaxLength(200);
            builder.HasIndex(record => record.CreatedAt);
        }
    }
}
