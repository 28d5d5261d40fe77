using System.Globalization;

namespace NexusQuantum.Agent.Metrics;

/// <summary>Processor time and resident memory of a process with all its threads, from /proc/PID/stat (proc(5)).</summary>
internal sealed class ProcessMeter(int pid) : IDisposable
{
    // USER_HZ is 100 on every Linux we run on.
    private const double TicksPerSecond = 100;

    private readonly ProcFile? _stat = ProcFile.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
    private Rate _cpu;

    /// <summary>Both null when the process is gone.</summary>
    public (double? Cpu, long? ResidentBytes) Measure(double seconds)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var text = _stat is null ? [] : _stat.Read(buffer);

        // The name in parentheses may hold spaces and parentheses itself: fields count from the last one.
        var end = text.LastIndexOf((byte)')');
        if (end < 0)
        {
            return (_cpu.Next(null, seconds), null);
        }

        var words = new Words(text[(end + 1)..]);
        words.Skip(11);
        var ticks = words.Number() + words.Number();
        words.Skip(8);
        var pages = words.Number();
        return (_cpu.Next(ticks / TicksPerSecond, seconds), pages * Environment.SystemPageSize);
    }

    public void Dispose() => _stat?.Dispose();
}
