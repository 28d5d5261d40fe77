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

    /// <summary>When its certificate was issued, UTC; null for one of a release that did not write it down, until it is seen.</summary>
    public DateTimeOffset? CertificateIssuedAt { get; set; }

    /// <summary>SHA-256 of the one certificate it is believed by, lower case hex; null until it is seen, likewise.</summary>
    public string? CertificateFingerprint { get; set; }

    /// <summary>The certificate it may show as well while it is being renewed, and since when.</summary>
    public string? NextFingerprint { get; set; }

    public DateTimeOffset? NextAt { get; set; }

    /// <summary>Where it may be reached, as found.</summary>
    public HostAddresses? Addresses { get; set; }

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
            builder.Property(host => host.CertificateFingerprint).HasMaxLength(64);
            builder.Property(host => host.NextFingerprint).HasMaxLength(64);
            builder.Property(host => host.Addresses).HasJson(AgentJson.Default.HostAddresses!);
            builder.Property(host => host.Unfit).HasMaxLength(MaxUnfit);
            builder.Property(host => host.Facts).HasJson(AgentJson.Default.HostFacts!);
        }
    }
}
