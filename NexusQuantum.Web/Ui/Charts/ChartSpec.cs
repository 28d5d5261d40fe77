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
