using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Metrics;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// Hears what agents say. Called on the host's watch loop, in order: implementations note it in memory and return; what they store
/// they store on a loop of their own, and only while <see cref="HostLeases.Holds"/>.
/// </summary>
internal interface IAgentListener
{
    /// <summary>A VM's newer picture.</summary>
    void OnReport(HostId host, string epoch, VmReport report)
    {
    }

    /// <summary>A VM's last part was removed.</summary>
    void OnRemoved(HostId host, string epoch, VmRemoved removed)
    {
    }

    /// <summary>The catch-up is done; the frame lists every VM the agent holds.</summary>
    void OnSynced(HostId host, string epoch, WatchSynced synced)
    {
    }

    /// <summary>A tick of samples.</summary>
    void OnMetrics(HostId host, MetricBatch batch)
    {
    }

    /// <summary>This replica became the one that stores for a host.</summary>
    void OnLease(HostId host)
    {
    }
}
