using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Domain.Metrics;

namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// Makes rates of a guest's own counters, on the guest's own clock. A guest that boots again, lies or skips gives nulls. What is
/// older than three seconds is not shown as now.
/// </summary>
internal sealed class GuestRates(TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    private TimedSample? _last;
    private VmSample _view = Empty;
    private Rate _busy;
    private Rate _steal;
    private Rate _wait;
    private Rate _all;
    private Rate _readBytes;
    private Rate _writeBytes;
    private Rate _reads;
    private Rate _writes;
    private Rate _in;
    private Rate _out;

    private static VmSample Empty { get; } = new() { Vm = default };

    /// <summary>The guest's part of a sample.</summary>
    public VmSample Next(TimedSample? sample)
    {
        if (sample is null || time.GetElapsedTime(sample.Timestamp) > Fresh)
        {
            _last = null;
            return Empty;
        }

        if (!ReferenceEquals(sample, _last))
        {
            _view = Make(sample.Sample);
            _last = sample;
        }

        return _view;
    }

    private VmSample Make(GuestSample sample)
    {
        var seconds = sample.UptimeSeconds;
        var cpu = sample.Cpu;
        var busy = (double)cpu.User + cpu.Nice + cpu.System + cpu.Irq + cpu.SoftIrq;
        var all = _all.Next(busy + cpu.Idle + cpu.IoWait + cpu.Steal, seconds);
        var memory = sample.Memory;
        return new VmSample
        {
            Vm = default,
            GuestCpu = Share(_busy.Next(busy, seconds), all),
            GuestSteal = Share(_steal.Next(cpu.Steal, seconds), all),
            GuestIoWait = Share(_wait.Next(cpu.IoWait, seconds), all),
            GuestMemoryTotalBytes = memory.Total,
            GuestMemoryAvailableBytes = Math.Min(memory.Available, memory.Total),
            GuestMemoryCacheBytes = Math.Min(memory.Cached, memory.Total),
            GuestLoad = sample.Load is [var load, ..] && load >= 0 ? load : null,
            DiskReadBytes = _readBytes.Next(Sum(sample, static d => d.ReadBytes), seconds),
            DiskWriteBytes = _writeBytes.Next(Sum(sample, static d => d.WriteBytes), seconds),
            DiskReads = _reads.Next(Sum(sample, static d => d.Reads), seconds),
            DiskWrites = _writes.Next(Sum(sample, static d => d.Writes), seconds),
            NetInBytes = _in.Next(sample.Nics.IsEmpty ? null : sample.Nics.Sum(static n => (double)n.InBytes), seconds),
            NetOutBytes = _out.Next(sample.Nics.IsEmpty ? null : sample.Nics.Sum(static n => (double)n.OutBytes), seconds),
            RootUsed = Root(sample),
        };
    }

    private static double? Sum(GuestSample sample, Func<GuestDisk, double> counter)
        => sample.Disks.IsEmpty ? null : sample.Disks.Sum(counter);

    private static double? Share(double? part, double? all) => part is { } p && all is > 0 ? Math.Clamp(p / all.Value, 0, 1) : null;

    private static double? Root(GuestSample sample)
    {
        foreach (var fileSystem in sample.FileSystems)
        {
            if (fileSystem is { Mount: "/", TotalBytes: > 0 })
            {
                return Math.Clamp(1 - ((double)fileSystem.FreeBytes / fileSystem.TotalBytes), 0, 1);
            }
        }

        return null;
    }
}
