using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>
/// A whole installation in a directory of its own: portal (never as root) with its private cluster, and agent, started as processes
/// with the variables a user would set. As root it lives in a network namespace of its own and makes a real bridge there.
/// </summary>
public sealed class Stack : IAsyncDisposable
{
    private static readonly string[] DropRoot = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--no-new-privs", "--"];

    private readonly bool _root = System.Environment.UserName == "root";
    private readonly StackSettings _settings;

    private Stack(StackSettings settings, string directory, NetworkNamespace? network)
    {
        _settings = settings;
        DirectoryPath = directory;
        Network = network;
        PortalPort = network is null ? FreePort() : 18080;
        AgentPort = network is null ? FreePort() : 9090;
    }

    public string DirectoryPath { get; }

    public NetworkNamespace? Network { get; }

    public int PortalPort { get; }

    public int AgentPort { get; }

    public ServiceProcess? Portal { get; private set; }

    public ServiceProcess? Agent { get; private set; }

    public string DataDirectory => Path.Combine(DirectoryPath, "data");

    public string RunDirectory => Path.Combine(DirectoryPath, "fc");

    public Uri BaseAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{PortalPort}"));

    public string LogDirectory { get; private set; } = "";

    /// <summary>On all addresses only where nobody else is.</summary>
    private string Address => Network is null ? "127.0.0.1" : "0.0.0.0";

    public static async Task<Stack> StartAsync(StackSettings settings, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(Path.GetTempPath(), "s" + Random.Shared.Next(0x1000000).ToString("x6", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(directory);
        var stack = new Stack(settings, directory, settings.OwnNetwork && NetworkNamespace.Possible ? await NetworkNamespace.CreateAsync("nqe", cancellationToken) : null)
        {
            LogDirectory = Path.Combine(StackPrograms.Artifacts, "logs", settings.Name),
        };
        try
        {
            await stack.PrepareAsync(cancellationToken);
            await stack.StartPortalAsync(cancellationToken);
            if (settings.WithAgent)
            {
                await stack.EnrollAsync(cancellationToken);
                stack.StartAgent();
            }

            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the portal and waits until it serves.</summary>
    public async Task StartPortalAsync(CancellationToken cancellationToken)
    {
        var (program, arguments) = Wrap(asPortal: true, Path.Combine(DirectoryPath, "web", "NexusQuantum.Web"), "serve");
        Portal = ServiceProcess.Start(program, arguments, PortalEnvironment(), Path.Combine(LogDirectory, "portal.log"));
        using var http = Http();
        await Until.TrueAsync("the portal serving", TimeSpan.FromSeconds(60), async () => Portal.HasExited
            ? throw new InvalidOperationException("The portal ended: " + Portal.Tail())
            : (await http.GetAsync("/healthz", cancellationToken)).IsSuccessStatusCode, cancellationToken, () => Portal.Tail());
    }

    public void StartAgent()
    {
        var (program, arguments) = Wrap(asPortal: false, StackPrograms.Agent, "run");
        Agent = ServiceProcess.Start(program, arguments, AgentEnvironment(), Path.Combine(LogDirectory, "agent.log"));
    }

    /// <summary>Joins the agent as up.sh does: a token from the portal's own command, spent by the agent's.</summary>
    public async Task EnrollAsync(CancellationToken cancellationToken)
    {
        var token = Marks.Keep((await PortalCommandAsync(["admin", "join-token", "--accept-unfit"], cancellationToken)).Trim().Split('\n')[^1]);
        var (program, arguments) = Wrap(asPortal: false, StackPrograms.Agent, "enroll", "--manager", $"http://127.0.0.1:{PortalPort}", "--token", token);
        await Command.RunAsync(program, arguments, cancellationToken, AgentEnvironment());
    }

    public Task<string> PortalCommandAsync(string[] words, CancellationToken cancellationToken)
    {
        var (program, arguments) = Wrap(asPortal: true, Path.Combine(DirectoryPath, "web", "NexusQuantum.Web"), words);
        return Command.RunAsync(program, arguments, cancellationToken, PortalEnvironment());
    }

    /// <summary>Runs a program of the product with some variables of its own until it ends by itself, which it must within a while.</summary>
    public async Task<(int Code, string Said)> TryAsync(bool asPortal, string[] words, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var (program, arguments) = Wrap(asPortal, asPortal ? Path.Combine(DirectoryPath, "web", "NexusQuantum.Web") : StackPrograms.Agent, words);
        var environment = asPortal ? PortalEnvironment() : AgentEnvironment();
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        var (code, output, error) = await Command.EndOfAsync(program, arguments, environment, patience.Token);
        return (code, error + output);
    }

    public string SetUpCode() => Marks.Keep(File.ReadAllText(Path.Combine(DataDirectory, "setup-code")).Trim());

    /// <summary>A client of the portal, from inside its network.</summary>
    public HttpClient Http()
        => new(Network?.HttpHandler() ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(100) };

    /// <summary>A running postmaster's pid of the private cluster.</summary>
    public int ClusterPid() => RunningClusterPid() ?? throw new InvalidOperationException("The private cluster does not run.");

    /// <summary>The same; null while there is none.</summary>
    public int? RunningClusterPid()
        => Directory.GetFiles(DataDirectory, "postmaster.pid", SearchOption.AllDirectories) is [var file] && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid)
            && Directory.Exists("/proc/" + pid.ToString(CultureInfo.InvariantCulture)) ? pid : null;

    /// <summary>What a program of the product finds where nobody set anything.</summary>
    public static Dictionary<string, string> BareEnvironment(string home)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = home,
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var name in new[] { "DOTNET_ROOT", "NEXUS_TEST_RUN" })
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        return environment;
    }

    public async ValueTask DisposeAsync()
    {
        await (Portal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Agent?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Engine.EndAllAsync(RunDirectory);

        foreach (var file in Directory.Exists(DataDirectory) ? Directory.GetFiles(DataDirectory, "postmaster.pid", SearchOption.AllDirectories) : [])
        {
            // Left by a portal that was killed; a stopped one takes its cluster along.
            Signals.Send(int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture), Signals.Kill);
        }

        await (Network?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Command.TryRunAsync("rm", ["-rf", DirectoryPath], CancellationToken.None);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(LogDirectory);
        Directory.CreateDirectory(RunDirectory);
        Directory.CreateDirectory(Path.Combine(DirectoryPath, "images"));
        Directory.CreateDirectory(DataDirectory);
        // A copy that the portal's account can read, wherever the checkout lies.
        await Command.RunAsync("cp", ["-r", StackPrograms.Web, Path.Combine(DirectoryPath, "web")], cancellationToken);
        await Command.RunAsync("cp", ["-r", StackPrograms.Images, Path.Combine(DirectoryPath, "shipped")], cancellationToken);
        await Command.RunAsync("chmod", ["-R", "a+rX", DirectoryPath], cancellationToken);
        if (_root)
        {
            await Command.RunAsync("chown", ["65534:65534", DataDirectory], cancellationToken);
        }
    }

    private (string Program, string[] Arguments) Wrap(bool asPortal, string program, params string[] arguments)
    {
        string[] words = [program, .. arguments];
        if (asPortal && _root)
        {
            words = ["setpriv", .. DropRoot, .. words];
        }

        if (Network is { } network)
        {
            words = ["nsenter", .. network.Enter, .. words];
        }

        return (words[0], words[1..]);
    }

    private Dictionary<string, string> PortalEnvironment()
    {
        var environment = BareEnvironment(DataDirectory);
        environment["NEXUS_DATA_DIR"] = DataDirectory;
        environment["MANAGER_BIND"] = string.Create(CultureInfo.InvariantCulture, $"{Address}:{PortalPort}");
        environment["NEXUS_BASE_IMAGES"] = Path.Combine(DirectoryPath, "shipped", "nexus-tiny");
        foreach (var (name, value) in _settings.PortalVariables)
        {
            environment[name] = value;
        }

        return environment;
    }

    private Dictionary<string, string> AgentEnvironment()
    {
        var environment = BareEnvironment(DirectoryPath);
        environment["AGENT_BIND"] = string.Create(CultureInfo.InvariantCulture, $"{Address}:{AgentPort}");
        environment["MANAGER_BASE"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PortalPort}");
        environment["FC_RUN_DIR"] = RunDirectory;
        environment["NEXUS_IMAGE_DIR"] = Path.Combine(DirectoryPath, "images");
        environment["NEXUS_NETWORK_MODE"] = Network is null ? "user" : _settings.NetworkMode;
        return environment;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port; // it is bound
    }
}
