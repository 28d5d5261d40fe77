using System.Collections.Immutable;
using NexusQuantum.Domain.Metrics;

namespace NexusQuantum.Web.Features.Metrics;

/// <summary>Newest samples made fit for a row: five-second bars, and figures only while they are fresh.</summary>
internal static class Recents
{
    /// <summary>A sample older than this says nothing about now: agents send at least every five seconds.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    /// <summary>How many samples to ask for, so that bars fill even when a machine streams each second.</summary>
    public const int Wanted = Bars * BarSeconds;

    private const int Bars = 24;
    private const int BarSeconds = 5;

    /// <summary>The newest sample, null when it is not fresh.</summary>
    public static T? Newest<T>(ImmutableArray<Stamped<T>> samples, DateTimeOffset now)
        where T : class
        => samples is [.., var last] && now - last.At < Fresh ? last.Sample : null;

    /// <summary>The mean of each five seconds, oldest first, ending now; a bar without samples is a gap.</summary>
    public static double?[] Share<T>(ImmutableArray<Stamped<T>> samples, Func<T, double?> share, DateTimeOffset now)
    {
        var bars = new double?[Bars];
        if (samples is not [.., var last] || now - last.At >= Fresh)
        {
            return bars;
        }

        Span<double> sums = stackalloc double[Bars];
        Span<int> counts = stackalloc int[Bars];
        foreach (var (at, sample) in samples)
        {
            var bar = Bars - 1 - (int)((last.At - at).TotalSeconds / BarSeconds);
            if (bar >= 0 && share(sample) is { } value)
            {
                sums[bar] += value;
                counts[bar]++;
            }
        }

        for (var k = 0; k < Bars; k++)
        {
            bars[k] = counts[k] > 0 ? sums[k] / counts[k] : null;
        }

        return bars;
    }

    /// <summary>Processor use of a machine, 0 to 1 of its vCPUs: the guest's own, else its process on the host.</summary>
    public static double? Cpu(VmSample sample, int vcpus) => sample.GuestCpu ?? (sample.HostCpu is { } used && vcpus > 0 ? Math.Min(1, used / vcpus) : null);

    /// <summary>Memory programs of a machine hold, bytes, with the whole; null without a guest agent.</summary>
    public static (long Used, long Whole)? Memory(VmSample sample)
        => sample is { GuestMemoryTotalBytes: { } whole and > 0, GuestMemoryAvailableBytes: { } free } ? (whole - free, whole) : null;
}
