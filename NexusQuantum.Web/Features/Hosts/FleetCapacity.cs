using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Answers what fits on the hosts that joined, from what they said of themselves and what is promised on them.</summary>
internal sealed class FleetCapacity(IHostApi hosts, IVmApi vms)
{
    /// <summary>For whoever may see hosts. Machines that the caller may not see count, and are not named.</summary>
    public async Task<Result<CapacityView>> AskAsync(Caller caller, CapacityQuery query, CancellationToken cancellationToken)
    {
        var listed = await hosts.ListAsync(caller, cancellationToken);
        if (!listed.Ok)
        {
            return listed.Error;
        }

        if (query.WhyNot() is { } mistakes)
        {
            return mistakes;
        }

        var known = listed.Value.Select(host => CapacityBoard.Of(host.Id, host.Name, host.Facts, host.PromisedMemoryMiB, host.PromisedVcpus, host.Reachable ? host.Unfit : host.UnreachableReason ?? "It does not answer.")).ToList();
        var lost = string.IsNullOrEmpty(query.Lose) ? null : known.Find(host => host.Name == query.Lose || host.Id.ToString() == query.Lose);
        if (lost is null && !string.IsNullOrEmpty(query.Lose))
        {
            return HostErrors.NotFound;
        }

        var running = vms.Feed.Snapshot().Where(vm => vm.Power is VmPower.Running or VmPower.Paused)
            .Select(vm => new CapacityMachine(vm.Id, vm.Host.Id == lost?.Id ? vm.For(caller)?.Name : null, vm.Host.Id, new MachineSize(vm.MemoryMiB, vm.Vcpus, vm.RootDiskGiB))).ToList();
        return CapacityBoard.Answer([.. known], running, query, lost);
    }
}
