using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using NexusQuantum.Agent.Api.Trust;

namespace NexusQuantum.Agent.Api;

/// <summary>The agent's one listener: TLS, and nobody is let in but the portal of the authority the agent joined.</summary>
internal static class AgentServer
{
    private const int RequestBuffer = 256 * 1024;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static WebApplication Build(IPEndPoint bind, IdentityStore identity, TimeProvider time)
    {
        // Empty: the default builders look for settings files below the working directory and watch that whole tree for changes.
        // Under a supervisor that directory is the root, which took seconds, memory and the host's inotify watches.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ConsoleFormatter>(static _ => new LineFormatter("yyyy-MM-ddTHH:mm:ss.fffZ "));
        builder.Logging.AddConsole(static console => console.FormatterName = LineFormatter.FormatName);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(provider => new PortalGate(identity, time, provider.GetRequiredService<ILogger<PortalGate>>()));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // An image comes as fast as the disk takes it; what is read ahead of that only fills memory.
            kestrel.Limits.MaxRequestBufferSize = RequestBuffer;
            kestrel.Listen(bind, listen =>
            {
                // Long uploads and sockets each have a connection of their own; streams of one would wait for each other.
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = kestrel.ApplicationServices.GetRequiredService<PortalGate>().ReceiveAsync });
            });
        });
        return builder.Build();
    }

    public static void Map(WebApplication app, ApiRooms rooms)
    {
        var gate = app.Services.GetRequiredService<PortalGate>();
        app.Use(async (context, next) => await (gate.WhyNot(context) is { } refusal ? Answers.WriteAsync(context, refusal) : next(context)));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
        new HostEndpoints(rooms.Picture, rooms.Identity).Map(app);
        var preflight = new PreflightEndpoint(rooms.Preflight);
        preflight.Map(app);
        app.Lifetime.ApplicationStopped.Register(preflight.Dispose);
        new VmEndpoints(rooms.Supervisor, rooms.Board).Map(app);
        new ImageEndpoints(rooms.Images).Map(app);
        new ConsoleEndpoints(rooms.Supervisor, rooms.Consoles, app.Lifetime).Map(app);
        new GuestEndpoints(rooms.Supervisor, rooms.Dialer, app.Lifetime).Map(app);
        new WatchEndpoint(rooms, app.Lifetime).Map(app);
        app.MapFallback(static context => Answers.WriteAsync(context, Paths.NotFound));
    }
}
