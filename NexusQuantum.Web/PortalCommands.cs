using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using Npgsql;

namespace NexusQuantum.Web;

/// <summary>What the program does when it is told to.</summary>
internal static class PortalCommands
{
    public static async Task<int> ServeAsync(WebOptions options)
    {
        await using var portal = await Portal.StartAsync(options, CancellationToken.None);
        await portal.WaitForShutdownAsync();
        return 0;
    }

    public static async Task<int> MigrateAsync(WebOptions options)
    {
        using var ground = PortalGround.Prepare(options, exclusive: true);
        await ground.StartClusterAsync(CancellationToken.None);
        await using var services = Services(ground);
        var applied = await Migrator.RunAsync(services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<IDbContextFactory<NexusDb>>(), CancellationToken.None);
        Console.WriteLine(applied == 0 ? "The database is up to date." : $"Applied {applied} migrations.");
        await ground.StopClusterAsync();
        return 0;
    }

    /// <summary>Works beside a running portal: it adopts the cluster and leaves it as it was.</summary>
    public static async Task<int> ResetAdministratorAsync(WebOptions options, string? name)
    {
        using var ground = PortalGround.Prepare(options, exclusive: false);
        var running = ground.Cluster is null || ground.Cluster.Pid is not null;
        await ground.StartClusterAsync(CancellationToken.None);
        await using var services = Services(ground);
        try
        {
            return await services.GetRequiredService<AdministratorReset>().RunAsync(name, Console.Out, CancellationToken.None);
        }
        finally
        {
            if (!running)
            {
                await ground.StopClusterAsync();
            }
        }
    }

    private static ServiceProvider Services(PortalGround ground)
        => new ServiceCollection()
            .AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(ground.Options)
            .AddData(ground.Address, ground.Replica, ground.Seal)
            .AddAccounts()
            .BuildServiceProvider();
}
