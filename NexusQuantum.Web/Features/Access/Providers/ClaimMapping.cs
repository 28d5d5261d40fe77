using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Whoever has this claim at the provider has this role here: everywhere, or in one project.</summary>
internal sealed class ClaimMapping
{
    /// <summary>As the value: whatever it says.</summary>
    public const string AnyValue = "*";

    public const int LongestClaim = 200;
    public const int LongestValue = 300;

    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>Name of the claim; inside objects with dots, as in <c>realm_access.roles</c>.</summary>
    public required string Claim { get; init; }

    /// <summary>Compared letter by letter; one of a list is enough.</summary>
    public required string Value { get; init; }

    public required RoleId RoleId { get; init; }

    public ProjectId? ProjectId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ClaimMapping>
    {
        public void Configure(EntityTypeBuilder<ClaimMapping> builder)
        {
            builder.ToTable("claim_mappings");
            builder.Property(mapping => mapping.Claim).HasMaxLength(LongestClaim);
            builder.Property(mapping => mapping.Value).HasMaxLength(LongestValue);
            builder.HasIndex(mapping => mapping.ProviderId);
            builder.HasOne<SignInProvider>().WithMany().HasForeignKey(mapping => mapping.ProviderId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<RoleRow>().WithMany().HasForeignKey(mapping => mapping.RoleId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<ProjectRow>().WithMany().HasForeignKey(mapping => mapping.ProjectId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
