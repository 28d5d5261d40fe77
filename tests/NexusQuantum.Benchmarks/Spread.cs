namespace NexusQuantum.Benchmarks;

/// <summary>How figures of one kind are spread.</summary>
internal static class Spread
{
    public static double Median(this IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Nearest rank: with fewer than a hundred figures the 99th is the largest.</summary>
    public static double Percentile(this IEnumerable<double> figures, int percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted[(int)Math.Ceiling(percent / 100.0 * sorted.Length) - 1];
    }

    /// <summary>The 95 % interval of the median by resampling; the seed is fixed, so that the same figures give the same interval.</summary>
    public static (double Low, double High) Interval(this IReadOnlyList<double> figures)
    {
        var random = new Random(1);
        var medians = Enumerable.Range(0, 2000).Select(_ => Enumerable.Range(0, figures.Count).Select(_ => figures[random.Next(figures.Count)]).Median()).Order().ToArray();
        return (medians[50], medians[^50]);
    }
}
