namespace NexusQuantum.Architecture.Tests;

/// <summary>A rule holds when nobody breaks it; a failure names everybody who does.</summary>
internal static class Rule
{
    public static void Holds<T>(IEnumerable<T> offenders)
    {
        var all = offenders.Select(offender => offender?.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
        Assert.True(all.Length == 0, $"{all.Length} break this rule:\n  " + string.Join("\n  ", all));
    }
}
