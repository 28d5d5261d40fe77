using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Something that happened to a VM.</summary>
internal sealed class VmEventRow
{
    public long Id { get; init; }

    public required VmId VmId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Text { get; init; }

    public string? By { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<VmEventRow>
    {
        public void Configure(EntityTypeBuilder<VmEventRow> builder)
        {
            builder.ToTable("vm_events");
            builder.HasKey(row => row.Id);
            builder.Property(row => row.Kind).HasMaxLength(20);
            builder.Property(row => row.Text).HasMaxLength(1000);
            builder.Property(row => row.By).HasMaxLength(256);
            builder.HasIndex(row => new { row.VmId, row.Id });
            builder.HasOne<VmRow>().WithMany().HasForeignKey(row => row.VmId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
