using System.Collections.Immutable;

namespace NexusQuantum.Domain.Metrics;

/// <summary>One tick of a host: itself and all its running VMs.</summary>
public sealed record MetricBatch
{
    /// <summary>When the tick was taken, UTC, by the agent's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The host's own sample.</summary>
    public required HostSample Host { get; init; }

    /// <summary>Samples of its running VMs.</summary>
    public required ImmutableArray<VmSample> Vms { get; init; }

    /// <summary>Ticks thrown away since the last batch because the reader was slow.</summary>
    public int Dropped { get; init; }
}
