using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>A kind of sample as wide rows: its tables' prefix and columns, and how values go in and come out, in column order.</summary>
internal sealed record MetricColumns<T>(string Prefix, string[] Names, Func<T, double?[]> Values, Func<Guid, double?[], T> Build)
{
    /// <summary>Every few seconds, kept 48 hours.</summary>
    public string Raw => Prefix + "_samples";

    /// <summary>A minute's averages, kept 30 days.</summary>
    public string Minutes => Prefix + "_samples_1m";

    /// <summary>An hour's averages, kept a year.</summary>
    public string Hours => Prefix + "_samples_1h";
}

/// <summary>The two kinds.</summary>
internal static class MetricKinds
{
    public static readonly MetricColumns<VmSample> Vm = new(
        "vm",
        [
            "host_cpu", "host_memory", "guest_cpu", "guest_steal", "guest_io_wait", "guest_memory_total", "guest_memory_available", "guest_memory_cache",
            "guest_load", "disk_read_bytes", "disk_write_bytes", "disk_reads", "disk_writes", "net_in_bytes", "net_out_bytes", "root_used",
        ],
        sample =>
        [
            sample.HostCpu, sample.HostMemoryBytes, sample.GuestCpu, sample.GuestSteal, sample.GuestIoWait, sample.GuestMemoryTotalBytes, sample.GuestMemoryAvailableBytes,
            sample.GuestMemoryCacheBytes, sample.GuestLoad, sample.DiskReadBytes, sample.DiskWriteBytes, sample.DiskReads, sample.DiskWrites, sample.NetInBytes,
            sample.NetOutBytes, sample.RootUsed,
        ],
        (id, v) => new VmSample
        {
            Vm = new VmId(id),
            HostCpu = v[0],
            HostMemoryBytes = (long?)v[1],
            GuestCpu = v[2],
            GuestSteal = v[3],
            GuestIoWait = v[4],
            GuestMemoryTotalBytes = (long?)v[5],
            GuestMemoryAvailableBytes = (long?)v[6],
            GuestMemoryCacheBytes = (long?)v[7],
            GuestLoad = v[8],
            DiskReadBytes = v[9],
            DiskWriteBytes = v[10],
            DiskReads = v[11],
            DiskWrites = v[12],
            NetInBytes = v[13],
            NetOutBytes = v[14],
            RootUsed = v[15],
        });

    public static readonly MetricColumns<HostSample> Host = new(
        "host",
        ["cpu", "steal", "io_wait", "load", "memory_total", "memory_available", "disk_read_bytes", "disk_write_bytes", "net_in_bytes", "net_out_bytes", "run_dir_free", "run_dir_total"],
        sample =>
        [
            sample.Cpu, sample.Steal, sample.IoWait, sample.Load, sample.MemoryTotalBytes, sample.MemoryAvailableBytes, sample.DiskReadBytes, sample.DiskWriteBytes,
            sample.NetInBytes, sample.NetOutBytes, sample.RunDirFreeBytes, sample.RunDirTotalBytes,
        ],
        (_, v) => new HostSample
        {
            Cpu = v[0],
            Steal = v[1],
            IoWait = v[2],
            Load = v[3],
            MemoryTotalBytes = (long?)v[4],
            MemoryAvailableBytes = (long?)v[5],
            DiskReadBytes = v[6],
            DiskWriteBytes = v[7],
            NetInBytes = v[8],
            NetOutBytes = v[9],
            RunDirFreeBytes = (long?)v[10],
            RunDirTotalBytes = (long?)v[11],
        });
}
