using NexusQuantum.Domain.Metrics;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Measures the host from /proc (proc(5)), once a second. One caller at a time.</summary>
internal sealed class HostMeter(string runDirectory, TimeProvider time) : IDisposable
{
    private readonly ProcFile? _stat = ProcFile.Open("/proc/stat");
    private readonly ProcFile? _memory = ProcFile.Open("/proc/meminfo");
    private readonly ProcFile? _disks = ProcFile.Open("/proc/diskstats");
    private readonly ProcFile? _nics = ProcFile.Open("/proc/net/dev");
    private readonly ProcFile? _load = ProcFile.Open("/proc/loadavg");
    private readonly HostDevices _devices = new(time);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Rate _busy;
    private Rate _steal;
    private Rate _wait;
    private Rate _all;
    private Rate _read;
    private Rate _written;
    private Rate _in;
    private Rate _out;

    /// <summary>The newest one-minute load average.</summary>
    public double Load { get; private set; }

    public HostSample Measure(double seconds)
    {
        var (cpu, steal, wait) = Cpu(seconds);
        var (total, available) = Memory();
        var (read, written) = Disks();
        var (received, sent) = Nics();
        Load = ReadLoad();
        var drive = Drive();
        return new HostSample
        {
            Cpu = cpu,
            Steal = steal,
            IoWait = wait,
            Load = Load,
            MemoryTotalBytes = total,
            MemoryAvailableBytes = available,
            DiskReadBytes = _read.Next(read, seconds),
            DiskWriteBytes = _written.Next(written, seconds),
            NetInBytes = _in.Next(received, seconds),
            NetOutBytes = _out.Next(sent, seconds),
            RunDirTotalBytes = drive?.TotalSize,
            RunDirFreeBytes = drive?.AvailableFreeSpace,
        };
    }

    public void Dispose()
    {
        _stat?.Dispose();
        _memory?.Dispose();
        _disks?.Dispose();
        _nics?.Dispose();
        _load?.Dispose();
    }

    private DriveInfo? Drive()
    {
        var drive = new DriveInfo(runDirectory);
        return drive.IsReady ? drive : null;
    }

    private (double? Cpu, double? Steal, double? Wait) Cpu(double seconds)
    {
        var text = _stat is null ? [] : _stat.Read(_buffer.AsSpan(0, 4096));
        if (text.IsEmpty)
        {
            return default;
        }

        var line = new Words(Words.Line(ref text));
        line.Skip(1);
        var busy = line.Number() + line.Number() + line.Number();
        var idle = line.Number();
        var wait = line.Number();
        busy += line.Number() + line.Number();
        var steal = line.Number();
        var all = _all.Next(busy + idle + wait + steal, seconds);
        return (Share(_busy.Next(busy, seconds), all), Share(_steal.Next(steal, seconds), all), Share(_wait.Next(wait, seconds), all));
    }

    private static double? Share(double? part, double? all) => part is { } p && all is > 0 ? Math.Clamp(p / all.Value, 0, 1) : null;

    private (long? Total, long? Available) Memory()
    {
        long? total = null;
        long? available = null;
        var text = _memory is null ? [] : _memory.Read(_buffer.AsSpan(0, 4096));
        while (!text.IsEmpty && (total is null || available is null))
        {
            var line = new Words(Words.Line(ref text));
            var name = line.Next();
            if (name.SequenceEqual("MemTotal:"u8))
            {
                total = line.Number() * 1024;
            }
            else if (name.SequenceEqual("MemAvailable:"u8))
            {
                available = line.Number() * 1024;
            }
        }

        return (total, available);
    }

    private (long? Read, long? Written) Disks()
    {
        // Sectors of 512 bytes, whatever the disk's own are (Documentation/admin-guide/iostats.rst).
        const int Sector = 512;
        long read = 0;
        long written = 0;
        var any = false;
        var text = _disks is null ? [] : _disks.Read(_buffer);
        while (!text.IsEmpty)
        {
            var line = new Words(Words.Line(ref text));
            line.Skip(2);
            if (!_devices.IsDisk(line.Next()))
            {
                continue;
            }

            any = true;
            line.Skip(2);
            read += line.Number() * Sector;
            line.Skip(3);
            written += line.Number() * Sector;
        }

        return any ? (read, written) : (null, null);
    }

    private (long? In, long? Out) Nics()
    {
        long received = 0;
        long sent = 0;
        var any = false;
        var text = _nics is null ? [] : _nics.Read(_buffer);
        while (!text.IsEmpty)
        {
            var raw = Words.Line(ref text);
            var colon = raw.IndexOf((byte)':');
            if (colon < 0 || !_devices.IsNic(raw[..colon].Trim((byte)' ')))
            {
                continue;
            }

            any = true;
            var line = new Words(raw[(colon + 1)..]);
            received += line.Number();
            line.Skip(7);
            sent += line.Number();
        }

        return any ? (received, sent) : (null, null);
    }

    private double ReadLoad()
    {
        var text = _load is null ? [] : _load.Read(_buffer.AsSpan(0, 256));
        return System.Buffers.Text.Utf8Parser.TryParse(text, out double load, out _) ? load : 0;
    }
}
