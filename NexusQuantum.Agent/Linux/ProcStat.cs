using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>A process as <c>/proc/PID/stat</c> tells (proc(5)).</summary>
/// <param name="State">R, S, D, Z, …</param>
/// <param name="Parent">Its parent's pid.</param>
/// <param name="StartTime">Clock ticks after boot.</param>
/// <param name="UserTicks">CPU time in user mode, clock ticks.</param>
/// <param name="SystemTicks">CPU time in the kernel, clock ticks.</param>
/// <param name="ResidentPages">Pages in memory.</param>
internal sealed record ProcStat(char State, int Parent, ulong StartTime, ulong UserTicks, ulong SystemTicks, long ResidentPages)
{
    /// <summary>A killed orphan can stay a zombie for a while: it is dead all the same.</summary>
    public bool Dead => State is 'Z' or 'X' or 'x';

    /// <summary>Null when there is no such process.</summary>
    public static ProcStat? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the line; the name in parentheses may itself hold spaces and parentheses, so fields count from the last one.</summary>
    public static ProcStat? Parse(string line)
    {
        var end = line.LastIndexOf(')');
        if (end < 0 || end + 2 >= line.Length)
        {
            return null;
        }

        var fields = line[(end + 2)..].Split(' ');
        return fields.Length > 21
            && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && ulong.TryParse(fields[11], CultureInfo.InvariantCulture, out var user)
            && ulong.TryParse(fields[12], CultureInfo.InvariantCulture, out var system)
            && ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out var start)
            && long.TryParse(fields[21], CultureInfo.InvariantCulture, out var pages)
            ? new ProcStat(fields[0][0], parent, start, user, system, pages)
            : null;
    }
}
