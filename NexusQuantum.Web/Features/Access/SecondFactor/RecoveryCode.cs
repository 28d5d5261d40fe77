using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>A code that stands in once for a lost app or passkey.</summary>
internal sealed class RecoveryCode
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>Keyed with the master key: of no use to whoever reads the database alone.</summary>
    public required byte[] Hash { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RecoveryCode>
    {
        public void Configure(EntityTypeBuilder<RecoveryCode> builder)
        {
            builder.ToTable("recovery_codes");
            builder.HasIndex(code => new { code.AccountId, code.Hash }).IsUnique();
            builder.HasOne<Account>().WithMany().HasForeignKey(code => code.AccountId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_recovery_codes_accounts_account_id");
        }
    }
}
