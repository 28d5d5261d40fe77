using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Metrics;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Samples a test puts there; followers get what is written to <see cref="Ticks"/>.</summary>
public sealed class FakeMetricApi : IMetricApi
{
    private readonly Dictionary<VmId, ImmutableArray<Stamped<VmSample>>> _vms = [];
    private readonly Dictionary<HostId, ImmutableArray<Stamped<HostSample>>> _hosts = [];

    /// <summary>What followers read.</summary>
    public Channel<MetricTick> Ticks { get; } = Channel.CreateUnbounded<MetricTick>();

    public void Put(VmId id, params IEnumerable<Stamped<VmSample>> samples) => _vms[id] = [.. samples];

    public void Put(HostId id, params IEnumerable<Stamped<HostSample>> samples) => _hosts[id] = [.. samples];

    public Task<Result<MetricHistory<VmSample>>> VmHistoryAsync(Caller caller, VmId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken)
        => Task.FromResult<Result<MetricHistory<VmSample>>>(new MetricHistory<VmSample>(TimeSpan.FromSeconds(5), [.. Recent(id, int.MaxValue).Where(point => point.At >= from && point.At <= to)]));

    public Task<Result<MetricHistory<HostSample>>> HostHistoryAsync(Caller caller, HostId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken)
        => Task.FromResult<Result<MetricHistory<HostSample>>>(new MetricHistory<HostSample>(TimeSpan.FromSeconds(5), [.. Recent(id, int.MaxValue).Where(point => point.At >= from && point.At <= to)]));

    public async IAsyncEnumerable<MetricTick> FollowAsync(Caller caller, IReadOnlyCollection<VmId> vms, IReadOnlyCollection<HostId> hosts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var tick in Ticks.Reader.ReadAllAsync(cancellationToken))
        {
            yield return tick;
        }
    }

    public ImmutableArray<Stamped<VmSample>> Recent(VmId id, int count) => Newest(_vms.GetValueOrDefault(id, []), count);

    public ImmutableArray<Stamped<HostSample>> Recent(HostId id, int count) => Newest(_hosts.GetValueOrDefault(id, []), count);

    private static ImmutableArray<T> Newest<T>(ImmutableArray<T> all, int count) => all.Length <= count ? all : all[^count..];
}
