using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Api;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent;

/// <summary>
/// The command <c>run</c>, in order: 1. lock the directory; 2. read who we are; 3. probe engines, make networks, take over what an
/// earlier agent left; 4. serve. Stopping undoes 4 to 1 and leaves every VM running.
/// </summary>
internal sealed partial class AgentHost(AgentOptions options)
{
    public async Task<int> RunAsync()
    {
        // 1.
        Directory.CreateDirectory(options.AgentDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var held = DirectoryLock.Take(options.AgentDirectory);
        if (held is null)
        {
            Console.Error.WriteLine($"Another agent uses {options.AgentDirectory}. Stop it, or give this one its own FC_RUN_DIR.");
            return ExitCodes.Locked;
        }

        // 2.
        using var identity = new IdentityStore(options.AgentDirectory, TimeProvider.System);
        if (identity.Load() is not { } self)
        {
            Console.Error.WriteLine("This host has not joined a portal yet. In the portal choose Hosts, Add host, and run here: nexus-agent enroll --manager URL --token TOKEN");
            return ExitCodes.NotJoined;
        }

        await using var app = Build(identity);
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        var log = loggers.CreateLogger<AgentHost>();
        try
        {
            // 3.
            var stopping = app.Lifetime.ApplicationStopping;
            await using var rooms = await AgentRooms.OpenAsync(options, loggers, stopping);
            Map(app, rooms, identity);

            // 4.
            await app.StartAsync();
            Log.Serving(log, AgentVersion.Text, options.Bind.ToString(), self.HostId.ToString());
            await app.WaitForShutdownAsync();
            Log.Stopping(log);
            return ExitCodes.Good;
        }
        catch (Exception e) when (e is IOException or AddressInUseException)
        {
            Log.NotServing(log, e.Message);
            return ExitCodes.Failed;
        }
    }

    private WebApplication Build(IdentityStore identity)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Bind, listen =>
            {
                // Long uploads and sockets each have a connection of their own; streams of one would wait for each other.
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(https =>
                {
                    https.ServerCertificateSelector = (_, _) => identity.Current?.Certificate;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.CheckCertificateRevocation = false;
                    https.ClientCertificateValidation = (certificate, _, _) => identity.Current?.IsPortal(certificate, TimeProvider.System.GetUtcNow()) ?? false;
                });
            });
        });
        return builder.Build();
    }

    private static void Map(WebApplication app, AgentRooms rooms, IdentityStore identity)
    {
        // The handshake refused everyone but the portal already. Should a later change of the listener open a second way in, this
        // still denies: also paths that do not exist.
        app.Use(async (context, next) =>
        {
            if (context.Connection.ClientCertificate is { } peer && identity.Current is { } self && self.IsPortal(peer, TimeProvider.System.GetUtcNow()))
            {
                await next(context);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        });
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        new HostEndpoints(rooms.Picture, identity).Map(app);
        new VmEndpoints(rooms.Supervisor, rooms.Board).Map(app);
        new ImageEndpoints(rooms.Images).Map(app);
        new ConsoleEndpoints(rooms.Supervisor, rooms.Consoles, app.Lifetime).Map(app);
        new GuestEndpoints(rooms.Supervisor, rooms.Dialer, app.Lifetime).Map(app);
        new WatchEndpoint(rooms.Board, rooms.Feed, rooms.Picture, identity, TimeProvider.System, app.Lifetime).Map(app);
        app.MapFallback(static context => Answers.WriteAsync(context, Paths.NotFound));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Agent {Version} serves on {Bind} as host {Host}.")]
        public static partial void Serving(ILogger logger, string version, string bind, string host);

        [LoggerMessage(2, LogLevel.Information, "The agent stops; its machines run on.")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(3, LogLevel.Critical, "The agent cannot serve: {Reason}")]
        public static partial void NotServing(ILogger logger, string reason);
    }
}
