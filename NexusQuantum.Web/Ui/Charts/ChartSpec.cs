using System.Collections.Immutable;

namespace NexusQuantum.Web.Ui.Charts;

/// <summary>One chart of a page.</summary>
/// <param name="Title">"CPU".</param>
/// <param name="Scale">What the figures are of: "% of 8 vCPU".</param>
/// <param name="Unit">Behind a figure: "%", "MiB/s".</param>
/// <param name="Series">Its lines, first drawn and filled first; six at most.</param>
public sealed record ChartSpec(string Title, string Scale, string Unit, ImmutableArray<ChartSeries> Series)
{
    /// <summary>Fixed top of the scale; null fits what is shown.</summary>
    public double? Top { get; init; }

    /// <summary>The scale never ends below this.</summary>
    public double? Floor { get; init; }

    /// <summary>Units for what is far smaller or larger than <see cref="Unit"/>, smallest first; the scale chooses. Empty keeps the one.</summary>
    public ImmutableArray<ChartUnit> Units { get; init; } = [];
}

/// <summary>A unit a scale may choose.</summary>
/// <param name="Word">"kbit/s".</param>
/// <param name="Size">How large it is, in the unit of the values.</param>
public sealed record ChartUnit(string Word, double Size)
{
    /// <summary>For values in Mbit/s.</summary>
    public static readonly ImmutableArray<ChartUnit> Bits = [new("bit/s", 1e-6), new("kbit/s", 1e-3), new("Mbit/s", 1), new("Gbit/s", 1e3)];

    /// <summary>For values in MiB/s.</summary>
    public static readonly ImmutableArray<ChartUnit> Bytes = [new("B/s", 1.0 / (1024 * 1024)), new("KiB/s", 1.0 / 1024), new("MiB/s", 1), new("GiB/s", 1024)];
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Column">Which value of a row it draws.</param>
public sealed record ChartSeries(string Name, int Column);

/// <summary>One time with one value per column; null was not measured.</summary>
public sealed record ChartRow(DateTimeOffset At, double?[] Values);

/// <summary>Rows of a range, oldest first.</summary>
public sealed record ChartHistory(TimeSpan Step, ImmutableArray<ChartRow> Rows);

/// <summary>Something that happened, as a lettered flag over all charts.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What.</param>
/// <param name="Bad">Whether a person should look.</param>
public sealed record ChartEvent(DateTimeOffset At, string Text, bool Bad);
