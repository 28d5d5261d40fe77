using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web;

/// <summary>A started portal; disposing stops it, and a private cluster with it.</summary>
internal sealed class Portal : IAsyncDisposable
{
    private readonly PortalGround _ground;

    private Portal(PortalGround ground, WebApplication app) => (_ground, App) = (ground, app);

    public WebApplication App { get; }

    /// <summary>
    /// 1. ground: directory, lock, keys; the port is free. 2. cluster and host are made side by side. 3. schema. 4. master key against
    /// the database. 5. serve.
    /// </summary>
    public static async Task<Portal> StartAsync(WebOptions options, CancellationToken cancellationToken, Action<WebApplicationBuilder>? customise = null)
    {
        var ground = PortalGround.Prepare(options, exclusive: true);
        WebApplication? app = null;
        try
        {
            CheckPort(options);
            var cluster = Task.Run(() => ground.StartClusterAsync(cancellationToken), cancellationToken);
            app = WebHost.Build(ground, customise);
            await cluster;
            var data = app.Services.GetRequiredService<NpgsqlDataSource>();
            await MigrateAsync(data, app.Services, cancellationToken);
            await MasterKey.CheckAsync(data, ground.Seal, cancellationToken);
            await WebHost.BeforeServingAsync(app, cancellationToken);
            await app.StartAsync(cancellationToken);
            return new Portal(ground, app);
        }
        catch (Exception e)
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            await ground.StopClusterAsync();
            ground.Dispose();
            if (DatabaseRefusal.Of(e) is { } refused)
            {
                throw refused;
            }

            if (e is IOException or SocketException)
            {
                // Somebody may have taken the port since it was looked at.
                CheckPort(options);
            }

            throw;
        }
    }

    public Task WaitForShutdownAsync() => App.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _ground.StopClusterAsync();
        _ground.Dispose();
    }

    private static void CheckPort(WebOptions options)
    {
        if (PortCheck.WhyNot(options.Bind) is { } taken)
        {
            throw new StartRefusedException(taken, "Stop that program, or choose another address by MANAGER_BIND, such as 0.0.0.0:18081.");
        }
    }

    /// <summary>A server of the operator's own may start later than we do, after a reboot of both: it has half a minute.</summary>
    private static async Task MigrateAsync(NpgsqlDataSource data, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Migrator.RunAsync(data, services.GetRequiredService<IDbContextFactory<NexusDb>>(), cancellationToken);
                return;
            }
            catch (Exception e) when (tries < 30 && DatabaseOutage.Is(e))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
        }
    }
}
