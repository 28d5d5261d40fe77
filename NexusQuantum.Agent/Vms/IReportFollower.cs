using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Vms;

/// <summary>Told of every change under the board's lock: must only note it and return.</summary>
internal interface IReportFollower
{
    void Changed(VmReport report);

    void Removed(VmRemoved removed);
}
