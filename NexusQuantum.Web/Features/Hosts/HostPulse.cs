using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The rail's foot: how many agents stream, and how old the newest sample is.</summary>
internal sealed class HostPulse(IHostApi hosts, IMetricApi metrics) : IFleetPulse
{
    /// <inheritdoc/>
    public FleetPulse Now()
    {
        int streaming = 0, all = 0;
        DateTimeOffset? newest = null;
        foreach (var host in hosts.Feed.Snapshot())
        {
            all++;
            if (host.Reachable)
            {
                streaming++;
                if (metrics.Recent(host.Id, 1) is [.., var last] && (newest is null || last.At > newest))
                {
                    newest = last.At;
                }
            }
        }

        return new(streaming, all, newest);
    }
}
