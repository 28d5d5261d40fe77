using System.Collections.Immutable;

namespace NexusQuantum.Agent.Guest.Proc;

/// <summary>/proc/loadavg and /proc/uptime (proc_loadavg(5), proc_uptime(5)).</summary>
internal static class LoadAverage
{
    /// <summary>The averages over 1, 5 and 15 minutes.</summary>
    public static ImmutableArray<double> Parse(ReadOnlySpan<byte> text)
    {
        var fields = new Fields(text);
        return [Fields.Number(fields.Next()), Fields.Number(fields.Next()), Fields.Number(fields.Next())];
    }

    /// <summary>Seconds since boot.</summary>
    public static double Uptime(ReadOnlySpan<byte> text) => Fields.Number(new Fields(text).Next());
}
