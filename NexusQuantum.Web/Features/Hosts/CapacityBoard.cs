using System.Collections.Immutable;
using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Puts a capacity answer together, whichever way hosts and machines were read.</summary>
internal static class CapacityBoard
{
    /// <summary>What placing refuses even this, takes no machine at all.</summary>
    private static readonly VmNeed Nothing = new(0, 0, null, null, null);

    /// <summary>A host by the figures and reasons that placing goes by. Null facts make one that cannot be used.</summary>
    public static CapacityHost Of(HostId id, string name, HostFacts? facts, long promisedMiB, int promisedVcpus, string? unusable) => new()
    {
        Id = id,
        Name = name,
        MemoryMiB = facts is null ? 0 : facts.MemoryBytes / (1 << 20),
        ReserveMiB = facts is null ? 0 : HostReserve.MemoryMiB(facts),
        PromisedMiB = promisedMiB,
        Processors = facts?.CpuCount ?? 0,
        PromisedVcpus = promisedVcpus,
        DiskFreeGiB = facts?.Disks.FirstOrDefault()?.FreeBytes / ByteSize.FromGiB(1).Bytes,
        Unusable = unusable ?? Placement.WhyNot(new KnownHost { Id = id, Name = name, Address = "", JoinedAt = default, Reachable = true, Facts = facts }, 0, Nothing),
    };

    public static CapacityView Answer(ImmutableArray<CapacityHost> hosts, IReadOnlyCollection<CapacityMachine> machines, CapacityQuery query, CapacityHost? lost)
    {
        var moving = machines.Where(machine => machine.Host == lost?.Id).ToDictionary(machine => machine.Id);
        var count = query.Vms ?? 0;
        var answer = CapacityPlan.Answer(hosts, new CapacityQuestion(query.Size, count, query.Rules, lost?.Id, [.. moving.Values.Select(machine => new RunningMachine(machine.Id, machine.Size))]));
        var average = MachineSize.Average([.. machines.Select(machine => machine.Size)]);
        return new CapacityView
        {
            Size = query.Size,
            Asked = count,
            Placed = count - answer.Unplaced,
            Fits = answer.Hosts.Sum(host => (long)host.Fits),
            Rules = query.Rules,
            Hosts = [.. answer.Hosts.Select(host => View(host, query.Rules, Vcpus(host.Room.Host.Id)))],
            Average = average,
            FitsOfAverage = average is null ? null : answer.Hosts.Sum(host => (long)host.Room.Fits(average).Fits),
            Lost = lost is null ? null : new LostHostView(lost.Id, lost.Name, moving.Count, answer.Taken.Count(taken => taken.Host is not null),
                [.. answer.Taken.Select(taken => (Machine: moving[taken.Id], taken.Host)).Where(taken => taken.Machine.Name is not null)
                    .Select(taken => new LostMachineView(taken.Machine.Id, taken.Machine.Name ?? "", taken.Machine.Size.MemoryMiB, hosts.FirstOrDefault(host => host.Id == taken.Host)?.Name))]),
        };

        int Vcpus(HostId host) => answer.Taken.Where(taken => taken.Host == host).Sum(taken => moving[taken.Id].Size.Vcpus);
    }

    private static HostCapacityView View(HostAnswer answer, CapacityRules rules, int takenVcpus)
    {
        var (host, room) = (answer.Room.Host, answer.Room);
        var before = HostRoom.Of(host, rules).FreeMiB;
        return new(host.Id, host.Name, host.MemoryMiB, rules.ReserveMiB ?? host.ReserveMiB, host.PromisedMiB + (before - room.FreeMiB), room.FreeMiB,
            host.Processors, host.PromisedVcpus + takenVcpus, room.FreeDiskGiB, answer.Fits, answer.Limit, answer.Takes, host.Unusable);
    }
}
