using Xunit.Sdk;
using Xunit.v3;

namespace NexusQuantum.EndToEnd.Tests.Running;

/// <summary>Tests of a story run in the order they are written: each continues where the one before ended.</summary>
public sealed class StoryOrder : ITestMethodOrderer
{
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod
        => [.. testMethods.OrderBy(test => (test as IXunitTestMethod)?.Method.MetadataToken ?? 0)];
}
