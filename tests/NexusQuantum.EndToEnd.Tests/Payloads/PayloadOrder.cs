using Xunit.Sdk;
using Xunit.v3;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>
/// What is stored comes last: it sends wrong passwords by the hundred, after which signing in from here waits, and makes the machine
/// say that it has no shell. The runner's own order depends on where the tests were built.
/// </summary>
public sealed class PayloadOrder : ITestClassOrderer
{
    private static readonly string[] Order = [nameof(EscapeTests), nameof(TypedPayloadTests), nameof(StoredPayloadTests)];

    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass
        => [.. testClasses.OrderBy(one => Array.IndexOf(Order, one?.TestClassSimpleName))];
}
