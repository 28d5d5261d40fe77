namespace NexusQuantum.Benchmarks;

/// <summary>How figures of one kind are spread.</summary>
internal static class Spread
{
    public static double Median(this IEnumerable<double> figures) => figures.Percentile(50);

    /// <summary>Nearest rank: with fewer than a hundred figures the 99th is the largest.</summary>
    public static double Percentile(this IEnumerable<double> figures, int percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted[(int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1];
    }
}
