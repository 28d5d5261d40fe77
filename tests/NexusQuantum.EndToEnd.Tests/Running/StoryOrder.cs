using Xunit.Sdk;
using Xunit.v3;

namespace NexusQuantum.EndToEnd.Tests.Running;

/// <summary>Tests of a story run in the order they are written: each continues where the one before ended.</summary>
public sealed class StoryOrder : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
        => [.. testCases.OrderBy(test => (test as IXunitTestCase)?.TestMethod.Method.MetadataToken ?? 0)];
}
