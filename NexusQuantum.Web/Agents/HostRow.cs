using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>A host that joined, with the last it said of itself.</summary>
internal sealed class HostRow
{
    /// <summary>Letters of <see cref="Unfit"/>.</summary>
    public const int MaxUnfit = 1000;

    public required HostId Id { get; init; }

    public required string Name { get; set; }

    /// <summary><c>address:port</c>.</summary>
    public required string Address { get; set; }

    public required DateTimeOffset JoinedAt { get; init; }

    public DateTimeOffset CertificateExpiresAt { get; set; }

    public HostFacts? Facts { get; set; }

    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>Which required check keeps new VMs off it, for people; null when none does, or none has run.</summary>
    public string? Unfit { get; set; }

    /// <summary>When its last preflight was stored, UTC; null when none has run.</summary>
    public DateTimeOffset? PreflightAt { get; set; }

    /// <summary>True until its first preflight: what fails then is accepted, as whoever made its join token said.</summary>
    public bool AcceptsUnfit { get; set; }

    /// <summary>The replica that stores what this host's agent says.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<HostRow>
    {
        public void Configure(EntityTypeBuilder<HostRow> builder)
        {
            builder.ToTable("hosts");
            builder.HasKey(host => host.Id);
            builder.Property(host => host.Name).HasMaxLength(63);
            builder.HasIndex(host => host.Name).IsUnique();
            builder.Property(host => host.Address).HasMaxLength(300);
            builder.Property(host => host.Unfit).HasMaxLength(MaxUnfit);
            builder.Property(host => host.Facts).HasJson(AgentJson.Default.HostFacts!);
        }
    }
}
