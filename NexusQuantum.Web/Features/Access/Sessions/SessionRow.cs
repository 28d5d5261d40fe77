using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Providers;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>A signed-in browser. The cookie holds its id, sealed; deleting the row ends it everywhere.</summary>
internal sealed class SessionRow
{
    public const int LongestDevice = 200;

    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public required DateTimeOffset LastUsedAt { get; set; }

    /// <summary>Ends then, however it is used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the person last proved who they are, for changes that ask for a fresh proof.</summary>
    public required DateTimeOffset ProvedAt { get; set; }

    /// <summary>Where it was opened from.</summary>
    public string? Address { get; set; }

    /// <summary>What the browser said it is.</summary>
    public string? Device { get; init; }

    /// <summary>How it was opened, for people: <c>password</c>, <c>passkey</c>, <c>single sign-on by name</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The sign-in provider by which it was opened, and with which it ends; null when it was opened here.</summary>
    public Guid? ProviderId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SessionRow>
    {
        public void Configure(EntityTypeBuilder<SessionRow> builder)
        {
            builder.ToTable("sessions");
            builder.Property(session => session.Address).HasMaxLength(64);
            builder.Property(session => session.Device).HasMaxLength(LongestDevice);
            builder.Property(session => session.Method).HasMaxLength(80);
            builder.HasIndex(session => session.AccountId);
            builder.HasIndex(session => session.ExpiresAt);
            builder.HasIndex(session => session.ProviderId);
            builder.HasOne<SignInProvider>().WithMany().HasForeignKey(session => session.ProviderId).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Account>().WithMany().HasForeignKey(session => session.AccountId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
