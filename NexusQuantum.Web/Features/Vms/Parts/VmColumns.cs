using System.Collections.Immutable;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Web.Ui.Charts;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>Which of a machine's figures stands in which column of its charts, and in which unit.</summary>
internal static class VmColumns
{
    private const double MiB = 1024 * 1024;
    private const double GiB = MiB * 1024;
    private const double Mbit = 1e6 / 8;

    public static ImmutableArray<ChartSpec> Charts(VmView vm)
    {
        var memory = InGiB(vm) ? ("GiB", vm.MemoryMiB / 1024.0) : ("MiB", vm.MemoryMiB);
        return
        [
            new("CPU", $"% of {vm.Vcpus} vCPU", "%", [new("Busy", 0), new("I/O wait", 1), new("Steal", 2), new("Engine", 3)]) { Floor = 100 },
            new("Memory", memory.Item1, memory.Item1, [new("Used", 4), new("Page cache", 5), new("On the host", 6)]) { Floor = memory.Item2 },
            new("Disk throughput", "MiB/s", "MiB/s", [new("Read", 7), new("Write", 8)]) { Units = ChartUnit.Bytes },
            new("Disk requests", "IOPS", "IOPS", [new("Read", 9), new("Write", 10)]),
            new("Network", "Mbit/s", "Mbit/s", [new("In", 11), new("Out", 12)]) { Units = ChartUnit.Bits },
            new("Root file system", "% used", "%", [new("Used", 13)]) { Top = 100 },
        ];
    }

    public static ChartRow Row(DateTimeOffset at, VmSample sample, VmView vm)
    {
        var unit = InGiB(vm) ? GiB : MiB;
        var used = sample.GuestMemoryTotalBytes - sample.GuestMemoryAvailableBytes;
        return new ChartRow(at,
        [
            sample.GuestCpu * 100, sample.GuestIoWait * 100, sample.GuestSteal * 100, sample.HostCpu * 100 / Math.Max(1, vm.RunningVcpus ?? vm.Vcpus),
            used / unit, sample.GuestMemoryCacheBytes / unit, sample.HostMemoryBytes / unit,
            sample.DiskReadBytes / MiB, sample.DiskWriteBytes / MiB, sample.DiskReads, sample.DiskWrites,
            sample.NetInBytes / Mbit, sample.NetOutBytes / Mbit,
            sample.RootUsed * 100,
        ]);
    }

    /// <summary>Whether an event explains a change of a chart.</summary>
    public static bool IsFlag(VmEventView happened) => happened.Kind is "state" or "created" or "edited" or "guest";

    public static bool IsBad(VmEventView happened) => happened.Kind == "state" && happened.Text.Contains("failed", StringComparison.OrdinalIgnoreCase);

    private static bool InGiB(VmView vm) => vm.MemoryMiB >= 2048;
}
