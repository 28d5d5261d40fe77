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

    public HostFacts? Facts { get; init; }

    /// <summary>Whether its watch stream is open and heard.</summary>
    public bool Reachable { get; init; }

    public string? UnreachableReason { get; init; } = "It has not answered since the portal started.";

    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Which required check keeps new VMs off it, for people; null when none does.</summary>
    public string? Unfit { get; init; }

    /// <summary>When its last preflight was stored, UTC; null when none has run.</summary>
    public DateTimeOffset? PreflightAt { get; init; }

    public double? ClockSkewSeconds { get; init; }
}
