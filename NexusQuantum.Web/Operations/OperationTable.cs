using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Operations;

internal sealed class OperationTable : IEntityTypeConfiguration<OperationRow>
{
    public void Configure(EntityTypeBuilder<OperationRow> builder)
    {
        builder.ToTable("operations");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Steps).HasJson(OperationJson.Default.ImmutableArrayOperationStep);
        builder.Property(row => row.Error).HasJson(OperationJson.Default.Problem!);
        builder.Property(row => row.Arguments).HasColumnType("jsonb");
        builder.Property(row => row.Needs).HasMaxLength(40);
        builder.Property(row => row.IdempotencyKey).HasMaxLength(200);

        // The law "one live operation per subject": the queue checks it under a lock, this index is what makes it true.
        builder.HasIndex(row => new { row.SubjectKind, row.SubjectId })
            .IsUnique()
            .HasFilter("status IN ('queued', 'running') AND superseded_by IS NULL")
            .HasDatabaseName("ux_operations_live_subject");
        builder.HasIndex(row => new { row.RequestedById, row.IdempotencyKey })
            .IsUnique()
            .HasFilter("idempotency_key IS NOT NULL")
            .HasDatabaseName("ux_operations_idempotency");

        // Small whatever the history: the poll of each second reads this one only.
        builder.HasIndex(row => row.CreatedAt).HasFilter("status IN ('queued', 'running')").HasDatabaseName("ix_operations_live");
        builder.HasIndex(row => new { row.SubjectKind, row.SubjectId, row.Id }).HasDatabaseName("ix_operations_subject");
        builder.HasIndex(row => new { row.ProjectId, row.Id }).HasDatabaseName("ix_operations_project");
        builder.HasIndex(row => row.EndedAt).HasDatabaseName("ix_operations_ended");
    }
}
