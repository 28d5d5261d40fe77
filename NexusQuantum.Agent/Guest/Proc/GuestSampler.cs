using System.Collections.Immutable;
using System.IO.Enumeration;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Agent.Guest.Net;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>Reads one <see cref="GuestSample"/> from /proc. Safe to call from several threads: one at a time reads.</summary>
internal sealed class GuestSampler
{
    private readonly Lock _lock = new();
    private readonly SmallFile _file = new();
    private readonly HeldAddresses _addresses = new();

    public GuestSample Sample()
    {
        lock (_lock)
        {
            var (cpu, cpus) = CpuStat.Parse(_file.Read("/proc/stat"));
            return new GuestSample
            {
                UptimeSeconds = LoadAverage.Uptime(_file.Read("/proc/uptime")),
                Cpu = cpu,
                CpuCount = cpus,
                Memory = MemInfo.Parse(_file.Read("/proc/meminfo")),
                Disks = DiskStats.Parse(_file.Read("/proc/diskstats"), static name => Directory.Exists("/sys/block/" + name)),
                Nics = NetDev.Parse(_file.Read("/proc/net/dev")),
                Addresses = _addresses.Read(),
                FileSystems = FileSystems(Mounts.Parse(_file.Read("/proc/self/mounts"))),
                Load = LoadAverage.Parse(_file.Read("/proc/loadavg")),
                Processes = Processes(),
            };
        }
    }

    /// <summary>Seconds since the kernel started.</summary>
    public static double Uptime() => LoadAverage.Uptime(new SmallFile().Read("/proc/uptime"));

    private static unsafe ImmutableArray<GuestFileSystem> FileSystems(ImmutableArray<Mount> mounts)
    {
        var systems = ImmutableArray.CreateBuilder<GuestFileSystem>(mounts.Length);
        foreach (var mount in mounts)
        {
            var stat = default(Libc.FileSystemStat);
            if (Libc.StatFileSystem(mount.Point, &stat) == 0)
            {
                systems.Add(new GuestFileSystem(
                    mount.Point,
                    mount.Type,
                    (long)(stat.Blocks * stat.FragmentSize),
                    (long)(stat.AvailableBlocks * stat.FragmentSize)));
            }
        }

        return systems.ToImmutable();
    }

    // /proc/loadavg counts threads too; the directories of /proc that begin with a digit are the processes.
    private static int Processes()
    {
        var entries = new FileSystemEnumerable<int>("/proc", static (ref _) => 1)
        {
            ShouldIncludePredicate = static (ref entry) => entry.FileName.Length > 0 && char.IsAsciiDigit(entry.FileName[0]),
        };
        var count = 0;
        foreach (var one in entries)
        {
            count += one;
        }

        return count;
    }
}
