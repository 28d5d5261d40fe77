using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Api;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent;

/// <summary>
/// The command <c>run</c>, in order: 1. lock the directories; 2. read who we are, and see that the port is free; 3. probe engines, make
/// networks, take over what an earlier agent left; 4. serve. Stopping undoes 4 to 1 and leaves every VM running.
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

        Directory.CreateDirectory(options.ImageDirectory);
        using var images = DirectoryLock.Take(options.ImageDirectory);
        if (images is null)
        {
            Console.Error.WriteLine($"Another agent keeps its images in {options.ImageDirectory}. Give this one its own NEXUS_IMAGE_DIR.");
            return ExitCodes.Locked;
        }

        // 2.
        using var identity = new IdentityStore(options.AgentDirectory, TimeProvider.System);
        if (identity.Load() is not { } self)
        {
            Console.Error.WriteLine("This host has not joined a portal yet. In the portal choose Hosts, Add host, and run here: nexus-agent enroll --manager URL --token TOKEN");
            return ExitCodes.NotJoined;
        }

        if (PortCheck.WhyNot(options.Bind) is { } taken)
        {
            Console.Error.WriteLine($"{taken} Stop that program, or choose another address by AGENT_BIND, such as 0.0.0.0:9091.");
            return ExitCodes.Failed;
        }

        await using var app = AgentServer.Build(options.Bind, identity, TimeProvider.System);
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        var log = loggers.CreateLogger<AgentHost>();
        if (!self.IsIssued(self.Certificate, TimeProvider.System.GetUtcNow()))
        {
            Log.NotValid(log, TimeProvider.System.GetUtcNow(), self.Certificate.NotBefore.ToUniversalTime(), self.Certificate.NotAfter.ToUniversalTime());
        }

        try
        {
            // 3.
            var stopping = app.Lifetime.ApplicationStopping;
            await using var rooms = await AgentRooms.OpenAsync(options, loggers, stopping);
            AgentServer.Map(app, new ApiRooms
            {
                Identity = identity,
                Picture = rooms.Picture,
                Supervisor = rooms.Supervisor,
                Board = rooms.Board,
                Images = rooms.Images,
                Consoles = rooms.Consoles,
                Dialer = rooms.Dialer,
                Feed = rooms.Feed,
                Preflight = static (storage, token) => HostPreflight.RunAsync(CheckSettingsReader.Read(Environment.GetEnvironmentVariable) with { MeasureStorage = storage }, [], null, token),
                Addresses = first => OwnAddresses.Find(options.Bridge, first),
                Time = TimeProvider.System,
            });

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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Agent {Version} serves on {Bind} as host {Host}.")]
        public static partial void Serving(ILogger logger, string version, string bind, string host);

        [LoggerMessage(2, LogLevel.Information, "The agent stops; its machines run on.")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "By this host's clock ({Now:u}) its certificate is not valid: it is from {From:u} to {To:u}. Set the clock; if that is right, join again by the portal's page of this host, Re-join.")]
        public static partial void NotValid(ILogger logger, DateTimeOffset now, DateTime from, DateTime to);

        [LoggerMessage(3, LogLevel.Critical, "The agent cannot serve: {Reason}")]
        public static partial void NotServing(ILogger logger, string reason);
    }
}
