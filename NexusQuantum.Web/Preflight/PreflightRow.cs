using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Preflight;

/// <summary>One run of a host's checks, as its agent reported it.</summary>
internal sealed class PreflightRow
{
    /// <summary>How many runs of a host are kept.</summary>
    public const int Kept = 20;

    public required Guid Id { get; init; }

    public required HostId HostId { get; init; }

    /// <summary>When the portal received it, UTC; the report's own time is the host's.</summary>
    public required DateTimeOffset At { get; init; }

    public required string AskedBy { get; init; }

    public required PreflightReport Report { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PreflightRow>
    {
        public void Configure(EntityTypeBuilder<PreflightRow> builder)
        {
            builder.ToTable("preflights");
            builder.HasKey(run => run.Id);
            builder.HasIndex(run => new { run.HostId, run.Id });
            builder.Property(run => run.AskedBy).HasMaxLength(256);
            builder.Property(run => run.Report).HasJson(PreflightJson.Default.PreflightReport);
            builder.HasOne<HostRow>().WithMany().HasForeignKey(run => run.HostId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
