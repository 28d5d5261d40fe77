using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Capacity;

/// <summary>
/// Places machines in thought, as they would be placed one by one: each on the host that has most memory to promise, of those that can
/// take it. 1. The lost host's machines, the largest first. 2. Those to come.
/// </summary>
public static class CapacityPlan
{
    /// <summary>Most machines that are asked about at once.</summary>
    public const int MostMachines = 10_000;

    /// <summary>Answers; pure, and the same for the same question.</summary>
    public static CapacityAnswer Answer(IEnumerable<CapacityHost> hosts, CapacityQuestion question)
    {
        var rooms = hosts.Where(host => host.Id != question.Lost).OrderBy(host => host.Name, StringComparer.Ordinal).Select(host => HostRoom.Of(host, question.Rules)).ToArray();

        // 1.
        var taken = ImmutableArray.CreateBuilder<(VmId, HostId?)>(question.Machines.Length);
        foreach (var machine in question.Machines.OrderByDescending(machine => machine.Size.MemoryMiB).ThenBy(machine => machine.Id.Value))
        {
            taken.Add((machine.Id, Place(rooms, machine.Size) is { } at ? rooms[at].Host.Id : null));
        }

        // 2.
        var before = rooms.ToArray();
        var takes = new int[rooms.Length];
        var placed = 0;
        while (placed < question.Count && Place(rooms, question.Size) is { } at)
        {
            takes[at]++;
            placed++;
        }

        return new CapacityAnswer(
            [.. before.Select((room, index) => HostAnswer.Of(room, question.Size, takes[index]))],
            taken.MoveToImmutable(),
            question.Count - placed);
    }

    private static int? Place(HostRoom[] rooms, MachineSize size)
    {
        int? best = null;
        for (var at = 0; at < rooms.Length; at++)
        {
            if ((best is null || rooms[at].FreeMiB > rooms[best.Value].FreeMiB) && rooms[at].Fits(size).Fits > 0)
            {
                best = at;
            }
        }

        if (best is { } chosen)
        {
            rooms[chosen] = rooms[chosen].With(size);
        }

        return best;
    }
}
