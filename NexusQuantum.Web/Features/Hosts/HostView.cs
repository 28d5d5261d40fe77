using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>A host as the API answers it and pages show it.</summary>
public sealed record HostView : ISeen<HostView>
{
    public required HostId Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>address:port</c> the portal dials.</summary>
    public required string Address { get; init; }

    /// <summary>Whether its watch stream is open.</summary>
    public required bool Reachable { get; init; }

    /// <summary>Why not, for people; null while reachable.</summary>
    public string? UnreachableReason { get; init; }

    /// <summary>
    /// The sort of that reason: <c>host-unreachable</c> when it does not answer; <c>host-clock-wrong</c>, <c>host-version-wrong</c> or
    /// <c>host-certificate-…</c> when it does and is refused. Null while reachable.
    /// </summary>
    public string? UnreachableType { get; init; }

    /// <summary>What to do about it; null when there is nothing, or while reachable.</summary>
    public string? UnreachableFix { get; init; }

    /// <summary>Last sign of life, UTC.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>As the agent last reported; null before its first report.</summary>
    public HostFacts? Facts { get; init; }

    /// <summary>Memory promised to its VMs that are wished running or paused, MiB.</summary>
    public required long PromisedMemoryMiB { get; init; }

    /// <summary>vCPUs promised to its VMs that are wished running or paused.</summary>
    public required int PromisedVcpus { get; init; }

    /// <summary>Memory kept for the host itself, MiB (2 GiB, less on small hosts).</summary>
    public required long ReservedMemoryMiB { get; init; }

    /// <summary>Which required check of its last preflight keeps new VMs off it, for people; null when none does.</summary>
    public string? Unfit { get; init; }

    /// <summary>When its last preflight was stored, UTC; null when none has run.</summary>
    public DateTimeOffset? PreflightAt { get; init; }

    public required int VmCount { get; init; }

    /// <summary>VMs its agent holds that this portal does not know.</summary>
    public int OrphanCount { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When its certificate ends, UTC.</summary>
    public DateTimeOffset? CertificateExpiresAt { get; init; }

    /// <summary>When it was issued: at the join, or at the last renewal. UTC.</summary>
    public DateTimeOffset? CertificateIssuedAt { get; init; }

    /// <summary>SHA-256 of the one certificate it is believed by, lower case hex; null until it was seen.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>Where it may be reached, as its agent and its join told; <see cref="Address"/> is what is dialled.</summary>
    public HostAddresses Addresses { get; init; } = HostAddresses.None;

    /// <summary>The agent's clock minus ours, seconds, measured at the last hello.</summary>
    public double? ClockSkewSeconds { get; init; }

    /// <inheritdoc/>
    public HostView? For(Caller caller) => caller.Rights.May(Permission.HostRead) ? this : null;
}
