using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Features.Access.Throttle;

/// <summary>The newest tries of one account or source. Read and written by <see cref="ThrottleSql"/> only.</summary>
internal sealed class SignInTries
{
    /// <summary>A keyed hash of what was tried: people type passwords into the field for the name.</summary>
    public required byte[] Key { get; init; }

    /// <summary>When the newest tries were reserved, oldest first; no more than are allowed in a minute.</summary>
    public required DateTime[] Recent { get; init; }

    /// <summary>Tries in a row that were not right, those under way among them.</summary>
    public required int Wrong { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SignInTries>
    {
        public void Configure(EntityTypeBuilder<SignInTries> builder)
        {
            builder.ToTable("sign_in_tries");
            builder.HasKey(tries => tries.Key);
            builder.Property(tries => tries.Key).HasMaxLength(32);
            builder.HasIndex(tries => tries.LastAt);
        }
    }
}
