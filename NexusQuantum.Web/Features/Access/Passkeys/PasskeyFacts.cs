using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>What people read about a passkey, beside the key itself that Identity keeps.</summary>
internal sealed class PasskeyFacts
{
    public required byte[] CredentialId { get; init; }

    /// <summary>A short name for programs; a credential's own id can have a thousand bytes.</summary>
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The host name it was made for; browsers offer it nowhere else.</summary>
    public required string Site { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PasskeyFacts>
    {
        public void Configure(EntityTypeBuilder<PasskeyFacts> builder)
        {
            builder.ToTable("passkey_facts");
            builder.HasKey(facts => facts.CredentialId);
            builder.Property(facts => facts.CredentialId).HasMaxLength(1024);
            builder.Property(facts => facts.Name).HasMaxLength(PasskeyList.LongestName);
            builder.Property(facts => facts.Site).HasMaxLength(255);
            builder.HasIndex(facts => facts.Id).IsUnique();
            builder.HasOne<IdentityUserPasskey<Guid>>().WithOne().HasForeignKey<PasskeyFacts>(facts => facts.CredentialId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_passkey_facts_account_passkeys_credential_id");
        }
    }
}
