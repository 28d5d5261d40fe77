using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// Something that lives beside a VM without a say in its lifecycle: the keeper of its console, its meter. Called from the VM's
/// mailbox in order, so it must return quickly; slow work goes on a loop of its own.
/// </summary>
internal interface IVmCompanion
{
    void Started(VmId id, VmDirectory directory, IVmProcess process);

    void Ended(VmId id);

    /// <summary>The VM's files are about to be removed.</summary>
    ValueTask RemovedAsync(VmId id);
}
