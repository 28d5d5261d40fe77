using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Data;

/// <summary>A secret that all replicas share (the authority's key, provider secrets), sealed with the master key.</summary>
internal sealed class SealedSecret
{
    /// <summary>What it is: <c>authority</c>, <c>vm-key/ID</c>.</summary>
    public required string Name { get; set; }

    /// <summary>From <see cref="Seal"/>, bound to <see cref="Name"/>.</summary>
    public required byte[] Value { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SealedSecret>
    {
        public void Configure(EntityTypeBuilder<SealedSecret> builder)
        {
            builder.ToTable("sealed_secrets");
            builder.HasKey(secret => secret.Name);
            builder.Property(secret => secret.Name).HasMaxLength(200);
        }
    }
}
