using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Capacity;

/// <summary>What is asked of hosts.</summary>
/// <param name="Size">The machines to come.</param>
/// <param name="Count">How many of them.</param>
/// <param name="Rules">How much may be promised.</param>
/// <param name="Lost">The host that is gone in this thought; null for none.</param>
/// <param name="Machines">What runs on the lost host.</param>
public sealed record CapacityQuestion(MachineSize Size, int Count, CapacityRules Rules, HostId? Lost, ImmutableArray<RunningMachine> Machines);

/// <summary>A machine that has to run elsewhere when its host is gone.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Size">What it takes.</param>
public sealed record RunningMachine(VmId Id, MachineSize Size);
