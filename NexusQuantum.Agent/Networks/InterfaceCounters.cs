using System.Globalization;

namespace NexusQuantum.Agent.Networks;

/// <summary>Byte counters of interfaces, from <c>/proc/net/dev</c> (proc(5)): unlike /sys it always shows the caller's own namespace.</summary>
internal static class InterfaceCounters
{
    /// <summary>Totals of taps as their guests see them: what the host sent is what came in.</summary>
    public static (long InBytes, long OutBytes)? Sum(IReadOnlyCollection<string> taps) => Sum(File.ReadLines("/proc/thread-self/net/dev"), taps);

    internal static (long InBytes, long OutBytes)? Sum(IEnumerable<string> lines, IReadOnlyCollection<string> taps)
    {
        (long In, long Out)? sum = null;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !taps.Contains(line[..colon].Trim(), StringComparer.Ordinal))
            {
                continue;
            }

            var fields = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 9
                && long.TryParse(fields[0], CultureInfo.InvariantCulture, out var received)
                && long.TryParse(fields[8], CultureInfo.InvariantCulture, out var sent))
            {
                sum = ((sum?.In ?? 0) + sent, (sum?.Out ?? 0) + received);
            }
        }

        return sum;
    }
}
