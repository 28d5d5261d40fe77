using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Preflight;

/// <summary>A required check of one host that an administrator lets fail.</summary>
internal sealed class WaiverRow
{
    /// <summary>Letters of <see cref="Reason"/>.</summary>
    public const int MaxReason = 300;

    /// <summary>Letters of <see cref="CheckId"/>.</summary>
    public const int MaxCheckId = 64;

    public required HostId HostId { get; init; }

    public required string CheckId { get; init; }

    public required string Reason { get; set; }

    public required string By { get; set; }

    public required DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<WaiverRow>
    {
        public void Configure(EntityTypeBuilder<WaiverRow> builder)
        {
            builder.ToTable("preflight_waivers");
            builder.HasKey(waiver => new { waiver.HostId, waiver.CheckId });
            builder.Property(waiver => waiver.CheckId).HasMaxLength(MaxCheckId);
            builder.Property(waiver => waiver.Reason).HasMaxLength(MaxReason);
            builder.Property(waiver => waiver.By).HasMaxLength(256);
            builder.HasOne<HostRow>().WithMany().HasForeignKey(waiver => waiver.HostId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
