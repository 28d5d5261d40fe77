using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// A VM as it lies in PostgreSQL: the wish (written by handlers, each change raising the generation) and the fact (written by
/// <see cref="VmReports"/> only), in separate columns. Rows read for others are never changed in place.
/// </summary>
internal sealed class VmRow
{
    public required VmId Id { get; init; }

    public required ProjectId ProjectId { get; init; }

    /// <summary>Unique in its project.</summary>
    public required string Name { get; set; }

    public required HostId HostId { get; init; }

    public required ImageId ImageId { get; init; }

    public required string ImageName { get; init; }

    /// <summary>The whole wish about its shape; its key figures are columns beside it, for sums and sorting.</summary>
    public required VmSpec Spec { get; set; }

    public required int Vcpus { get; set; }

    public required int MemoryMiB { get; set; }

    public required int RootDiskGiB { get; set; }

    /// <summary>Unique: two NICs of one address on a bridge would take each other's frames.</summary>
    public string? Mac { get; init; }

    public required long Generation { get; set; }

    public required VmPower Target { get; set; }

    public int Boots { get; set; }

    public int Resets { get; set; }

    public int GraceSeconds { get; set; } = 30;

    public string? Description { get; set; }

    public required string[] Tags { get; set; }

    /// <summary>Until the guest took it; then null.</summary>
    public byte[]? SealedPassword { get; set; }

    public required string CreatedBy { get; init; }

    /// <summary>The account it belongs to; passes to the heir when that one is deleted. Null for what the product itself made.</summary>
    public Guid? OwnerId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The fact, as last reported.</summary>
    public VmReport? Report { get; set; }

    public string? ReportEpoch { get; set; }

    public long ReportVersion { get; set; }

    public VmState State { get; set; }

    public DateTimeOffset? ObservedAt { get; set; }

    /// <summary>The power wish as an agent takes it.</summary>
    public VmPowerWish Power => new() { Target = Target, Boots = Boots, Resets = Resets, GraceSeconds = GraceSeconds };

    internal sealed class Table : IEntityTypeConfiguration<VmRow>
    {
        public const string NameIndex = "ux_vms_name";
        public const string MacIndex = "ux_vms_mac";

        public void Configure(EntityTypeBuilder<VmRow> builder)
        {
            builder.ToTable("vms");
            builder.HasKey(vm => vm.Id);
            // Sorted and paged by bytes, the same on every server whatever its locale.
            builder.Property(vm => vm.Name).HasMaxLength(VmName.MaxLength).UseCollation("C");
            builder.Property(vm => vm.State).HasMaxLength(20).UseCollation("C");
            builder.Property(vm => vm.MemoryMiB).HasColumnName("memory_mib");
            builder.Property(vm => vm.Mac).HasMaxLength(17);
            builder.Property(vm => vm.ImageName).HasMaxLength(100);
            builder.Property(vm => vm.Description).HasMaxLength(VmLimits.MaxDescription);
            builder.Property(vm => vm.CreatedBy).HasMaxLength(256);
            builder.Property(vm => vm.Spec).HasJson(AgentJson.Default.VmSpec);
            builder.Property(vm => vm.Report).HasJson(AgentJson.Default.VmReport!);
            builder.Ignore(vm => vm.Power);
            builder.Property(vm => vm.RootDiskGiB).HasColumnName("root_disk_gib");
            builder.HasIndex(vm => new { vm.ProjectId, vm.Name }).IsUnique().HasDatabaseName(NameIndex);
            builder.HasIndex(vm => vm.Name);
            builder.HasOne<ProjectRow>().WithMany().HasForeignKey(vm => vm.ProjectId).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(vm => vm.Mac).IsUnique().HasDatabaseName(MacIndex);
            builder.HasIndex(vm => new { vm.State, vm.Name });
            builder.HasIndex(vm => vm.CreatedAt);
            builder.HasIndex(vm => vm.OwnerId);
            builder.HasOne<Account>().WithMany().HasForeignKey(vm => vm.OwnerId).OnDelete(DeleteBehavior.SetNull);
            builder.HasIndex(vm => vm.HostId);
            builder.HasOne<HostRow>().WithMany().HasForeignKey(vm => vm.HostId).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(vm => vm.ImageId);
            builder.HasIndex(vm => vm.Tags).HasMethod("gin");
        }
    }
}
