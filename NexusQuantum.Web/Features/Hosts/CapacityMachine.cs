using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>A machine that is wished running or paused, and so takes of its host.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">Its name; null for whom it is not to be named.</param>
/// <param name="Host">Where it runs.</param>
/// <param name="Size">What it takes.</param>
internal sealed record CapacityMachine(VmId Id, string? Name, HostId Host, MachineSize Size);
