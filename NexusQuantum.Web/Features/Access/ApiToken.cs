using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>A bearer token; the secret itself is shown once and kept nowhere.</summary>
internal sealed class ApiToken
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the whole token. It has 256 random bits, so a slow hash would protect nothing more.</summary>
    public required byte[] Hash { get; init; }

    public TokenScope Scope { get; init; } = TokenScope.Administer;

    /// <summary>The projects it is for; null for wherever its owner may.</summary>
    public Guid[]? Projects { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ApiToken>
    {
        public void Configure(EntityTypeBuilder<ApiToken> builder)
        {
            builder.ToTable("api_tokens");
            builder.Property(token => token.Name).HasMaxLength(100);
            builder.Property(token => token.Scope).HasMaxLength(20);
            builder.HasIndex(token => token.Hash).IsUnique();
            builder.HasIndex(token => token.ExpiresAt);
            builder.HasOne<Account>().WithMany().HasForeignKey(token => token.AccountId).OnDelete(DeleteBehavior.Cascade).HasConstraintName("fk_api_tokens_accounts_account_id");
        }
    }
}
