using System.Diagnostics;
using Microsoft.Extensions.Logging.Console;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web;

/// <summary>What stands before any service: the data directory with its lock, master key and replica id, and the database's address.</summary>
internal sealed class PortalGround : IDisposable
{
    private readonly DirectoryLock? _lock;

    private PortalGround(WebOptions options, DirectoryLock? taken, PrivateCluster? cluster)
    {
        Options = options;
        _lock = taken;
        Cluster = cluster;
        Replica = ReplicaId.Load(options.DataDirectory);
        Seal = MasterKey.Load(options.DataDirectory);
        Address = options.Database ?? cluster?.Address ?? throw new UnreachableException("Without DATABASE_URL there is a private cluster.");
    }

    public WebOptions Options { get; }

    public ReplicaId Replica { get; }

    public Seal Seal { get; }

    public DatabaseAddress Address { get; }

    public PrivateCluster? Cluster { get; }

    public static PortalGround Prepare(WebOptions options, bool exclusive)
    {
        if (Environment.IsPrivilegedProcess && !options.AllowRoot)
        {
            throw new StartRefusedException(
                "The portal does not run as root: a hole in it would be a hole in this host.",
                "Start it by ./deploy/up.sh, which uses the account nexus, or as an ordinary user; NEXUS_ALLOW_ROOT=1 is for containers and tests.");
        }

        DirectoryLock? taken = null;
        try
        {
            // As root the cluster's account has to pass through; otherwise the directory is the owner's alone.
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(options.DataDirectory, Environment.IsPrivilegedProcess ? Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Owner);
            taken = exclusive ? DirectoryLock.Take(options.DataDirectory) : null;
            var cluster = options.Database is null ? new PrivateCluster(options.DataDirectory, ConsoleLogger()) : null;
            return new PortalGround(options, taken, cluster);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            taken?.Dispose();
            throw new StartRefusedException($"The data directory {options.DataDirectory} cannot be used: {e.Message}", $"Make it writable for this account, or choose another by NEXUS_DATA_DIR.");
        }
        catch
        {
            taken?.Dispose();
            throw;
        }
    }

    public Task StartClusterAsync(CancellationToken cancellationToken) => Cluster?.EnsureRunningAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StopClusterAsync() => Cluster?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;

    public void Dispose() => _lock?.Dispose();

    /// <summary>To standard error: on standard output stands a command's answer and nothing else.</summary>
    private static ILogger ConsoleLogger()
        => LoggerFactory.Create(logging => logging.AddLines()
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace)).CreateLogger("NexusQuantum.Web.Data.PrivateCluster");
}
