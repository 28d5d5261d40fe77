using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>The secret that an account shares with an authenticator app; made only when a code proved that the app has it.</summary>
internal sealed class AuthenticatorKey
{
    public required Guid AccountId { get; init; }

    /// <summary>Sealed, bound to the account.</summary>
    public required byte[] Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>The newest step whose code was taken; no code of it or of an earlier one is taken again (RFC 6238, 5.2).</summary>
    public required long LastStep { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AuthenticatorKey>
    {
        public void Configure(EntityTypeBuilder<AuthenticatorKey> builder)
        {
            builder.ToTable("authenticator_keys");
            builder.HasKey(key => key.AccountId);
            builder.HasOne<Account>().WithOne().HasForeignKey<AuthenticatorKey>(key => key.AccountId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_authenticator_keys_accounts_account_id");
        }
    }
}
