using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>A host as this replica knows it now: its row, and what its own watch stream saw.</summary>
internal sealed record KnownHost
{
    public required HostId Id { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    public DateTimeOffset CertificateExpiresAt { get; init; }

    public DateTimeOffset? CertificateIssuedAt { get; init; }

    /// <summary>SHA-256 of the one certificate it is believed by; null until one is seen.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>The one it may show as well while it is being renewed.</summary>
    public string? NextFingerprint { get; init; }

    /// <summary>Where it may be reached, as found.</summary>
    public HostAddresses Addresses { get; init; } = HostAddresses.None;

    public HostFacts? Facts { get; init; }

    /// <summary>Whether its watch stream is open and heard.</summary>
    public bool Reachable { get; init; }

    public string? UnreachableReason { get; init; } = AgentErrors.NotSeenYet.Message;

    /// <summary>The sort of reason: <c>host-unreachable</c>, or why the host is refused.</summary>
    public string? UnreachableType { get; init; } = AgentErrors.NotSeenYet.Type;

    /// <summary>What to do about it, if something.</summary>
    public string? UnreachableFix { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Which required check keeps new VMs off it, for people; null when none does.</summary>
    public string? Unfit { get; init; }

    /// <summary>When its last preflight was stored, UTC; null when none has run.</summary>
    public DateTimeOffset? PreflightAt { get; init; }

    public double? ClockSkewSeconds { get; init; }

    /// <summary>Whether a certificate of this host, known by its fingerprint, is the one to believe.</summary>
    public bool Believes(string fingerprint) => CertificateFingerprint is null || fingerprint == CertificateFingerprint || fingerprint == NextFingerprint;

    /// <summary>This host, away.</summary>
    public KnownHost Away(Error why) => this with { Reachable = false, UnreachableReason = why.Message, UnreachableType = why.Type, UnreachableFix = why.Fix };

    /// <summary>This host, answering.</summary>
    public KnownHost Answering() => this with { Reachable = true, UnreachableReason = null, UnreachableType = null, UnreachableFix = null };
}
