using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Http;
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

    public static Task<int> ResetAdministratorAsync(WebOptions options, string? name)
        => BesideAsync(options, services => services.GetRequiredService<AdministratorReset>().RunAsync(name, Console.Out, CancellationToken.None));

    public static Task<int> OpenAcceptanceAsync(WebOptions options)
        => BesideAsync(options, services => services.GetRequiredService<AcceptanceAccount>().OpenAsync(Console.Out, CancellationToken.None));

    public static Task<int> CloseAcceptanceAsync(WebOptions options)
        => BesideAsync(options, services => services.GetRequiredService<AcceptanceAccount>().CloseAsync(Console.In, Console.Out, CancellationToken.None));

    public static Task<int> VerifyAuditAsync(WebOptions options)
        => BesideAsync(options, services => services.GetRequiredService<VerifyCommand>().RunAsync(Console.Out, CancellationToken.None));

    /// <summary>
    /// Prints a join token, or nothing and ends with 3 when <paramref name="host"/> has joined already. No door is opened for it: whoever
    /// may run this as the portal's account owns the data directory.
    /// </summary>
    public static Task<int> JoinTokenAsync(WebOptions options, HostId? host, bool acceptsUnfit)
        => BesideAsync(options, async services =>
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync();
            if (host is { } known && await db.Set<HostRow>().AnyAsync(row => row.Id == known))
            {
                return 3;
            }

            var (token, _) = await services.GetRequiredService<Enrollment>().CreateTokenAsync(Caller.System, acceptsUnfit, CancellationToken.None);
            Console.WriteLine(token.Reveal());
            return 0;
        });

    public static Task<int> CapacityAsync(WebOptions options, CapacityQuery query)
        => BesideAsync(options, services => new CapacityCommand(services.GetRequiredService<IDbContextFactory<NexusDb>>(), Console.Out).RunAsync(query, CancellationToken.None));

    /// <summary>Works beside a running portal: it adopts the cluster and leaves it as it was.</summary>
    private static async Task<int> BesideAsync(WebOptions options, Func<IServiceProvider, Task<int>> run)
    {
        using var ground = PortalGround.Prepare(options, exclusive: false);
        var running = ground.Cluster is null || ground.Cluster.Pid is not null;
        await ground.StartClusterAsync(CancellationToken.None);
        await using var services = Services(ground);
        try
        {
            return await run(services);
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
            .AddLogging(logging => logging.AddLines().SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(ground.Options)
            .AddData(ground.Address, ground.Replica, ground.Seal)
            .AddAccounts()
            .AddAuditChain()
            .AddEnrollment()
            .BuildServiceProvider();
}
