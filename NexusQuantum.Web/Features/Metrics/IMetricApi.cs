using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Measured figures, past and live.</summary>
public interface IMetricApi
{
    /// <summary>
    /// Samples of a VM between two times, oldest first, at most 2,000 points; <paramref name="step"/> is raised to what the range
    /// needs. Missing time is missing points: the chart draws a gap.
    /// </summary>
    Task<Result<MetricHistory<VmSample>>> VmHistoryAsync(Caller caller, VmId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken);

    /// <summary>The same for a host.</summary>
    Task<Result<MetricHistory<HostSample>>> HostHistoryAsync(Caller caller, HostId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken);

    /// <summary>Live samples of some VMs and hosts; marks the VMs as watched so that they stream each second. Drops the oldest when read slowly.</summary>
    IAsyncEnumerable<MetricTick> FollowAsync(Caller caller, IReadOnlyCollection<VmId> vms, IReadOnlyCollection<HostId> hosts, CancellationToken cancellationToken);

    /// <summary>The newest samples of a VM kept in memory, oldest first, at most <paramref name="count"/>; for sparklines.</summary>
    ImmutableArray<Stamped<VmSample>> Recent(VmId id, int count);

    /// <summary>The newest samples of a host kept in memory.</summary>
    ImmutableArray<Stamped<HostSample>> Recent(HostId id, int count);
}

/// <summary>A sample with its time.</summary>
public sealed record Stamped<T>(DateTimeOffset At, T Sample);

/// <summary>Samples over a range.</summary>
/// <param name="Step">Distance of the points.</param>
/// <param name="Points">Oldest first.</param>
public sealed record MetricHistory<T>(TimeSpan Step, ImmutableArray<Stamped<T>> Points);

/// <summary>A live sample of one thing; exactly one of the two is set.</summary>
public sealed record MetricTick(DateTimeOffset At, VmSample? Vm, HostId? HostId, HostSample? Host);
