using System.Collections.Frozen;
using System.Threading.Channels;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>One listener of live samples; a slow one loses the oldest.</summary>
internal sealed class MetricFollower(FrozenSet<VmId> vms, FrozenSet<HostId> hosts)
{
    private readonly Channel<MetricTick> _ticks = Channel.CreateBounded<MetricTick>(new BoundedChannelOptions(Math.Clamp((vms.Count + hosts.Count) * 5, 32, 4096)) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<MetricTick> Ticks => _ticks.Reader;

    public void Offer(DateTimeOffset at, HostId host, MetricBatch batch)
    {
        if (hosts.Contains(host))
        {
            _ticks.Writer.TryWrite(new MetricTick(at, null, host, batch.Host));
        }

        if (vms.Count == 0)
        {
            return;
        }

        foreach (var sample in batch.Vms)
        {
            if (vms.Contains(sample.Vm))
            {
                _ticks.Writer.TryWrite(new MetricTick(at, sample, null, null));
            }
        }
    }
}
