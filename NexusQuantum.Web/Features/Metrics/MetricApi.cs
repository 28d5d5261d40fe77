using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>The room's face.</summary>
internal sealed class MetricApi(MetricIntake intake, MetricHistoryReader history, WatchInterests interests, AgentDirectory directory, IVmApi vms) : IMetricApi
{
    private const int MostFollowed = 500;

    public async Task<Result<MetricHistory<VmSample>>> VmHistoryAsync(Caller caller, VmId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken)
        => vms.Feed.Find(caller, id) is null ? MetricErrors.NoVm
            : MetricErrors.BadRange(from, to, step) ?? (Result<MetricHistory<VmSample>>)await history.ReadAsync(MetricKinds.Vm, id.Value, from, to, step, cancellationToken);

    public async Task<Result<MetricHistory<HostSample>>> HostHistoryAsync(Caller caller, HostId id, DateTimeOffset from, DateTimeOffset to, TimeSpan? step, CancellationToken cancellationToken)
        => caller.WhyNot(Permission.HostRead) is { } why ? why
            : directory.Find(id) is null ? MetricErrors.NoHost
            : MetricErrors.BadRange(from, to, step) ?? (Result<MetricHistory<HostSample>>)await history.ReadAsync(MetricKinds.Host, id.Value, from, to, step, cancellationToken);

    public async IAsyncEnumerable<MetricTick> FollowAsync(Caller caller, IReadOnlyCollection<VmId> vmIds, IReadOnlyCollection<HostId> hosts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What may not be seen is followed as what is not there: no sample of it ever comes.
        var wanted = vmIds.Take(MostFollowed).Where(id => vms.Feed.Find(caller, id) is not null).ToFrozenSet();
        var follower = new MetricFollower(wanted, caller.Rights.May(Permission.HostRead) ? hosts.Take(MostFollowed).ToFrozenSet() : []);
        using var look = interests.Watch([.. wanted.Select(id => vms.Feed.Find(id)).OfType<VmView>().Select(vm => (vm.Host.Id, vm.Id))]);
        intake.Add(follower);
        try
        {
            await foreach (var tick in follower.Ticks.ReadAllAsync(cancellationToken))
            {
                yield return tick;
            }
        }
        finally
        {
            intake.Remove(follower);
        }
    }

    public ImmutableArray<Stamped<VmSample>> Recent(VmId id, int count) => [.. intake.Recent(id, count)];

    public ImmutableArray<Stamped<HostSample>> Recent(HostId id, int count) => [.. intake.Recent(id, count)];
}
