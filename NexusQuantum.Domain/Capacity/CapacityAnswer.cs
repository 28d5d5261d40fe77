using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Capacity;

/// <summary>What fits where.</summary>
/// <param name="Hosts">Each host but the lost one, by name.</param>
/// <param name="Taken">The lost host's machines, largest first, with where each would run; null where nothing has room for it.</param>
/// <param name="Unplaced">How many of the machines to come fit nowhere.</param>
public sealed record CapacityAnswer(ImmutableArray<HostAnswer> Hosts, ImmutableArray<(VmId Id, HostId? Host)> Taken, int Unplaced);

/// <summary>What fits on a host.</summary>
/// <param name="Room">What it has left before the machines to come, the lost host's taken in.</param>
/// <param name="Fits">How many of the size it could take alone.</param>
/// <param name="Limit">What ends first there.</param>
/// <param name="Takes">How many of the machines to come would be placed there.</param>
public sealed record HostAnswer(HostRoom Room, int Fits, CapacityLimit Limit, int Takes)
{
    internal static HostAnswer Of(HostRoom room, MachineSize size, int takes)
    {
        var (fits, limit) = room.Fits(size);
        return new(room, fits, limit, takes);
    }
}
