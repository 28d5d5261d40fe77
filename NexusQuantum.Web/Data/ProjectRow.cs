using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Data;

/// <summary>
/// A project: every machine and image belongs to one. Its row is locked by whoever takes from its quotas, so that two creates at once
/// cannot exceed them. A quota that is null sets no limit.
/// </summary>
internal sealed class ProjectRow
{
    public const int LongestName = 63;
    public const int LongestDescription = 1000;

    public required ProjectId Id { get; init; }

    public required string Name { get; set; }

    public string? Description { get; set; }

    public int? MaxVms { get; set; }

    public int? MaxVcpus { get; set; }

    public long? MaxMemoryMiB { get; set; }

    /// <summary>Sum of the root disks.</summary>
    public long? MaxDiskGiB { get; set; }

    /// <summary>Addresses on the networks of hosts; a machine with a network card takes one.</summary>
    public int? MaxAddresses { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ProjectRow>
    {
        public const string NameIndex = "ux_projects_name";

        public void Configure(EntityTypeBuilder<ProjectRow> builder)
        {
            builder.ToTable("projects");
            builder.HasKey(project => project.Id);
            builder.Property(project => project.Name).HasMaxLength(LongestName).UseCollation("C");
            builder.Property(project => project.Description).HasMaxLength(LongestDescription);
            builder.Property(project => project.MaxMemoryMiB).HasColumnName("max_memory_mib");
            builder.Property(project => project.MaxDiskGiB).HasColumnName("max_disk_gib");
            builder.HasIndex(project => project.Name).IsUnique().HasDatabaseName(NameIndex);
            builder.HasData(new ProjectRow { Id = ProjectId.Default, Name = "default", CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        }
    }
}
