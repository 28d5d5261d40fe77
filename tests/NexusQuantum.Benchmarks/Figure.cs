namespace NexusQuantum.Benchmarks;

/// <summary>One measured figure beside its budget.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure, in <paramref name="Unit"/>.</param>
/// <param name="Budget">At most this much.</param>
/// <param name="Unit">Of both.</param>
internal sealed record Figure(string What, double Value, double Budget, string Unit)
{
    public override string ToString() => FormattableString.Invariant($"{What,-48} {Value,10:0.##} {Unit,-4} budget {Budget,7:0.##} {Unit,-4} {(Value <= Budget ? "met" : "MISSED")}");
}
