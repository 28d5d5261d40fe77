namespace NexusQuantum.Benchmarks;

/// <summary>One measured figure, beside its budget where it has one.</summary>
/// <param name="What">What was measured, and how often.</param>
/// <param name="Value">The figure, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Of both.</param>
internal sealed record Figure(string What, double Value, string Unit)
{
    /// <summary>At most this much; null for a figure that only explains another.</summary>
    public double? AtMost { get; init; }

    /// <summary>At least this much.</summary>
    public double? AtLeast { get; init; }

    public override string ToString()
    {
        var figure = FormattableString.Invariant($"{What,-66} {Value,9:0.###} {Unit,-4}");
        return this switch
        {
            { AtMost: { } most } => FormattableString.Invariant($"{figure} budget ≤ {most:0.###} {(Value <= most ? "met" : "MISSED")}"),
            { AtLeast: { } least } => FormattableString.Invariant($"{figure} budget ≥ {least:0.###} {(Value >= least ? "met" : "MISSED")}"),
            _ => figure.TrimEnd(),
        };
    }
}
