using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>An account has a role: in one project, or everywhere.</summary>
internal sealed class RoleGrantRow
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required RoleId RoleId { get; init; }

    /// <summary>Null means everywhere.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>The sign-in provider whose claims gave it, and take it away again; null for a grant made by a person.</summary>
    public Guid? ProviderId { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required string GrantedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RoleGrantRow>
    {
        public void Configure(EntityTypeBuilder<RoleGrantRow> builder)
        {
            builder.ToTable("role_grants");
            builder.Property(grant => grant.GrantedBy).HasMaxLength(256);
            builder.HasIndex(grant => grant.AccountId);
            builder.HasIndex(grant => grant.ProjectId);
            builder.HasOne<Account>().WithMany().HasForeignKey(grant => grant.AccountId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<RoleRow>().WithMany().HasForeignKey(grant => grant.RoleId).OnDelete(DeleteBehavior.Restrict);
            builder.HasOne<ProjectRow>().WithMany().HasForeignKey(grant => grant.ProjectId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
