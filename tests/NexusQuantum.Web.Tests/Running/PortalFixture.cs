namespace NexusQuantum.Web.Tests.Running;

/// <summary>One portal for all tests that do not change it for others; started by the first that wants it.</summary>
public static class PortalFixture
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static TestPortal? _portal;

    public static async Task<TestPortal> GetAsync(CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        try
        {
            if (_portal is null)
            {
                _portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(cancellationToken), cancellationToken);
                // Tests put accounts straight into its database; where one was there first, nobody could be set up any more.
                await _portal.EnsureAdministratorAsync(cancellationToken);
            }

            return _portal;
        }
        finally
        {
            Gate.Release();
        }
    }

    internal static async Task StopAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
            _portal = null;
        }
    }
}
