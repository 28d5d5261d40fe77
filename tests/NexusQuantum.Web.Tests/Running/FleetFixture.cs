namespace NexusQuantum.Web.Tests.Running;

/// <summary>One fleet for a class of tests, which run one after another on machines of different names.</summary>
public sealed class FleetFixture : IAsyncLifetime
{
    private static int _names;

    public TestFleet Fleet { get; private set; } = null!; // set before the first test

    /// <summary>A name no other test uses.</summary>
    public static string Name() => $"vm-{Interlocked.Increment(ref _names)}";

    public async ValueTask InitializeAsync() => Fleet = await TestFleet.StartAsync();

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
