using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>A join token. Its secret is needed to check a MAC, so it is sealed, not hashed, and erased when it was used.</summary>
internal sealed class JoinTokenRow
{
    public required Guid Id { get; init; }

    public byte[]? SealedSecret { get; set; }

    public required string CreatedBy { get; init; }

    /// <summary>The host that joins again with it; null when it joins a new one.</summary>
    public HostId? HostId { get; init; }

    /// <summary>Whether the host is taken although required checks fail on it.</summary>
    public bool AcceptsUnfit { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    public HostId? UsedBy { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<JoinTokenRow>
    {
        public void Configure(EntityTypeBuilder<JoinTokenRow> builder)
        {
            builder.ToTable("join_tokens");
            builder.HasKey(token => token.Id);
            builder.Property(token => token.CreatedBy).HasMaxLength(256);
        }
    }
}
