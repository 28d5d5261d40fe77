namespace NexusQuantum.Domain.Capacity;

/// <summary>What a host can still take, by rules; changes as machines are placed in thought.</summary>
/// <param name="Host">Which one.</param>
/// <param name="FreeMiB">Memory to promise, MiB; below 0 where more is promised than there is.</param>
/// <param name="FreeVcpus">vCPUs to promise; null without a rule for them.</param>
/// <param name="FreeDiskGiB">Room for disks; null when the host does not tell.</param>
public sealed record HostRoom(CapacityHost Host, long FreeMiB, int? FreeVcpus, long? FreeDiskGiB)
{
    /// <summary>The document's formula: all memory less the host's own, by what is asked of it.</summary>
    public static HostRoom Of(CapacityHost host, CapacityRules rules) => new(
        host,
        (long)((host.MemoryMiB - (rules.ReserveMiB ?? host.ReserveMiB)) * rules.MemoryOvercommit) - host.PromisedMiB,
        rules.VcpusPerProcessor is { } ratio ? (int)(host.Processors * ratio) - host.PromisedVcpus : null,
        host.DiskFreeGiB);

    /// <summary>How many machines of a size fit, and what ends first; with equal ends memory is named.</summary>
    public (int Fits, CapacityLimit Limit) Fits(MachineSize size)
    {
        if (Host.Unusable is not null)
        {
            return (0, CapacityLimit.Host);
        }

        if (size.Vcpus > Host.Processors)
        {
            return (0, CapacityLimit.Vcpus);
        }

        (long Count, CapacityLimit Limit)[] ends =
        [
            (Math.Max(0, FreeMiB) / size.MemoryMiB, CapacityLimit.Memory),
            (FreeVcpus is { } vcpus ? Math.Max(0, vcpus) / size.Vcpus : long.MaxValue, CapacityLimit.Vcpus),
            (FreeDiskGiB is { } disk && size.DiskGiB > 0 ? Math.Max(0, disk) / size.DiskGiB : long.MaxValue, CapacityLimit.Disk),
        ];
        var first = ends.MinBy(end => end.Count);
        return ((int)Math.Min(int.MaxValue, first.Count), first.Limit);
    }

    /// <summary>With one machine more.</summary>
    public HostRoom With(MachineSize size) => this with { FreeMiB = FreeMiB - size.MemoryMiB, FreeVcpus = FreeVcpus - size.Vcpus, FreeDiskGiB = FreeDiskGiB - size.DiskGiB };
}
