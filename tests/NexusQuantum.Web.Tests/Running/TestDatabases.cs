using NexusQuantum.Tests.Shared.Databases;
using NexusQuantum.Web.Data;

[assembly: AssemblyFixture(typeof(NexusQuantum.Web.Tests.Running.TestDatabases))]

namespace NexusQuantum.Web.Tests.Running;

/// <summary>One PostgreSQL for the whole run, started by the first test that wants a database; at the end the shared portal goes before it.</summary>
public sealed class TestDatabases : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static TestCluster? _cluster;

    /// <summary>A new empty database by its URL.</summary>
    public static async Task<string> CreateAsync(CancellationToken cancellationToken)
        => await (await ClusterAsync(cancellationToken)).CreateDatabaseAsync(cancellationToken);

    /// <summary>A new empty database behind a password, by its URL.</summary>
    public static async Task<string> CreateGuardedAsync(string password, CancellationToken cancellationToken)
        => await (await ClusterAsync(cancellationToken)).CreateGuardedDatabaseAsync(password, cancellationToken);

    internal static async Task<DatabaseAddress> CreateAddressAsync(CancellationToken cancellationToken)
        => DatabaseUrl.Parse(await CreateAsync(cancellationToken)).Value ?? throw new InvalidOperationException("The test's own URL is not read.");

    public async ValueTask DisposeAsync()
    {
        await PortalFixture.StopAsync();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            _cluster = null;
        }
    }

    private static async Task<TestCluster> ClusterAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            return _cluster ??= await TestCluster.StartAsync(cancellationToken);
        }
        finally
        {
            Gate.Release();
        }
    }
}
