using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Activity;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Dashboard;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Features.PortalCheck;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Preflight;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web;

/// <summary>Puts the rooms together: one line each, in the order they build on each other.</summary>
internal static class WebHost
{
    public static WebApplication Build(PortalGround ground, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            Args = [],
        });
        Log(builder);
        UseSourceAssets(builder);
        var services = builder.Services;
        services.AddSingleton(ground.Options);
        services.AddSingleton(TimeProvider.System);
        services.AddData(ground.Address, ground.Replica, ground.Seal);
        if (ground.Cluster is { } cluster)
        {
            services.AddPrivateCluster(cluster);
        }

        builder.AddHttp(ground.Options);
        services.AddOperations();
        services.AddAgents();
        services.AddPreflight();
        services.AddUi();
        services.AddAccess(ground.Options);
        services.AddHosts();
        services.AddNetworks();
        services.AddImages(new ImageOptions(Path.Combine(ground.Options.DataDirectory, "staging"), ground.Options.BaseImageDirectory));
        services.AddVms();
        services.AddShells();
        services.AddSamples();
        services.AddDashboard();
        services.AddVmPages();
        services.AddImagePages();
        services.AddHostPages();
        services.AddActivityPages();
        services.AddAudit();
        services.AddPortalCheck();
        customise?.Invoke(builder);

        var app = builder.Build();
        app.UseHttp();
        app.MapHttp();
        app.MapAccess();
        app.MapActivityEndpoints();
        app.MapAudit();
        app.MapPortalCheck();
        app.MapAgents();
        app.MapHosts();
        app.MapNetworks();
        app.MapImages();
        app.MapVms();
        app.MapShells();
        app.MapSamples();
        app.MapUi();
        return app;
    }

    /// <summary>After the schema stands and before the first request.</summary>
    public static async Task BeforeServingAsync(WebApplication app, CancellationToken cancellationToken)
    {
        // The operations of an earlier run go on with the first breath, and must not find a portal that knows no machine and no image yet.
        await app.Services.GetRequiredService<VmBoard>().LoadAsync(cancellationToken);
        await app.Services.GetRequiredService<ImageBoard>().LoadAsync(cancellationToken);
        await app.Services.GetRequiredService<SetUpCode>().EnsureAsync(cancellationToken);
    }

    private static void Log(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddLines();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);

        // What these say is answered to the caller and logged by us with its cause.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }

    /// <summary>Run from a build and not from a publish, the files of the pages lie in the source tree; a manifest beside the program says where.</summary>
    private static void UseSourceAssets(WebApplicationBuilder builder)
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{builder.Environment.ApplicationName}.staticwebassets.runtime.json")))
        {
            builder.WebHost.UseStaticWebAssets();
        }
    }
}
