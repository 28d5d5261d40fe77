using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Names one process for as long as it lives and no other after it: pids are reused, a pid with its start time (proc(5),
/// field 22 of stat) and the boot it belongs to is not.
/// </summary>
internal sealed record PidRecord(int Pid, ulong StartTime, string Boot)
{
    /// <summary>The calling process.</summary>
    public static PidRecord? OfSelf()
        => ProcStat.Read(Environment.ProcessId) is { } stat ? new PidRecord(Environment.ProcessId, stat.StartTime, HostReadings.BootId()) : null;

    /// <summary>The process of a pid as it is now.</summary>
    public static PidRecord? Of(int pid) => ProcStat.Read(pid) is { } stat ? new PidRecord(pid, stat.StartTime, HostReadings.BootId()) : null;

    /// <summary>Reads a record written by the trampoline; null when there is none or it is of an earlier boot.</summary>
    public static PidRecord? Read(string path)
    {
        try
        {
            var parts = File.ReadAllText(path).Split(' ');
            return parts.Length == 3
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                && pid > 1
                && string.Equals(parts[2], HostReadings.BootId(), StringComparison.Ordinal)
                ? new PidRecord(pid, start, parts[2])
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether exactly this process still lives; a zombie does not.</summary>
    public bool Lives => ProcStat.Read(Pid) is { Dead: false } stat && stat.StartTime == StartTime;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTime} {Boot}");
}
