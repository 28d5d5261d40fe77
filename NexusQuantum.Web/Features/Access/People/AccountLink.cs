using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>
/// A one-time link by which a person sets the password of an account that was made or reset for them. The secret stands behind the
/// <c>#</c> of the address, which no browser sends and no log holds; here lies its SHA-256. An account has one at most: a new one
/// takes the place of the old.
/// </summary>
internal sealed class AccountLink
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>True when the account was in use before and its sign-in ways are forgotten with this link.</summary>
    public required bool IsReset { get; init; }

    public required byte[] Hash { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountLink>
    {
        public const string AccountIndex = "ux_account_links_account";

        public void Configure(EntityTypeBuilder<AccountLink> builder)
        {
            builder.ToTable("account_links");
            builder.Property(link => link.CreatedBy).HasMaxLength(256);
            builder.Property(link => link.Hash).HasMaxLength(32);
            builder.HasIndex(link => link.AccountId).IsUnique().HasDatabaseName(AccountIndex);
            builder.HasIndex(link => link.Hash).IsUnique();
            builder.HasOne<Account>().WithMany().HasForeignKey(link => link.AccountId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
