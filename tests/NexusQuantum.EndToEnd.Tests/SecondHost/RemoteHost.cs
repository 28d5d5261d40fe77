using System.Globalization;
using System.Text.Json;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>
/// Another host for the installation, as far as the product can tell: an agent with directories of its own in a network of its own,
/// at the far end of a <see cref="SecondHost.Cable"/>. At the end it leaves the portal with its machines, and nothing of it stays.
/// </summary>
public abstract class RemoteHost : IAsyncDisposable
{
    private const int Port = 9090;

    private readonly Installation _installation;
    private readonly string _name;
    private readonly CablePlan _plan;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "f" + Random.Shared.Next(0x1000000).ToString("x6", CultureInfo.InvariantCulture));
    private NetworkNamespace? _network;
    private Cable? _cable;
    private ServiceProcess? _agent;
    private string? _id;

    private protected RemoteHost(Installation installation, string name, CablePlan plan) => (_installation, _name, _plan) = (installation, name, plan);

    internal string Address => string.Create(CultureInfo.InvariantCulture, $"{_plan.FarAddress}:{Port}");

    internal FarMachines Machines => field ??= new FarMachines(this);

    internal string Id => _id ?? throw new InvalidOperationException("The host did not join; see the test that joins it.");

    internal Cable Cable => _cable ?? throw new InvalidOperationException("The host was not made; see the test that joins it.");

    internal string RunDirectory => Path.Combine(_directory, "fc");

    internal string ImageDirectory => Path.Combine(_directory, "images");

    /// <summary>Makes it and joins it with a token of the portal, once; waits until the portal hears it.</summary>
    internal async Task JoinAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(NetworkNamespace.Possible, "A network for another host needs root.");
        await _installation.ReadyAsync(cancellationToken);
        if (_network is not null)
        {
            _ = Id;
            return;
        }

        Directory.CreateDirectory(RunDirectory);
        Directory.CreateDirectory(ImageDirectory);
        _network = await NetworkNamespace.CreateAsync("nqf", cancellationToken);
        _cable = await Cable.LayAsync(_installation.Stack.Network!, _network, _plan, cancellationToken); // root has made that one too
        await WireAsync(_installation.Stack.Network!, _network, cancellationToken); // as above
        using var api = _installation.Api();
        var token = Marks.Keep((await api.PostAsync("/v1/hosts/join-tokens", new { acceptUnfit = true }, cancellationToken)).Text("token"));
        await Command.RunAsync("nsenter", [.. _network.Enter, StackPrograms.Agent, "enroll", "--token", "-", "--name", _name], cancellationToken, Environment(), token);
        StartAgent();
        _id = (await Until.SomeAsync($"the host {_name} being listed", TimeSpan.FromSeconds(10), async ()
            => (await api.GetAsync("/v1/hosts", cancellationToken)).Items().Where(host => host.Text("name") == _name).Select(host => host.Id()).FirstOrDefault(), cancellationToken));
        await WhenReachableAsync(api, true, TimeSpan.FromSeconds(20), cancellationToken);
    }

    /// <summary>Its agent dies as in a crash, and another is started.</summary>
    internal async Task RestartAgentAsync(CancellationToken cancellationToken)
    {
        await _agent!.CrashAsync(cancellationToken); // it was started
        await _agent.DisposeAsync();
        StartAgent();
    }

    internal Task WhenReachableAsync(Api api, bool reachable, TimeSpan deadline, CancellationToken cancellationToken)
        => Until.TrueAsync($"the host {_name} being {(reachable ? "reachable" : "shown unreachable")}", deadline, async () => Reachable(await ViewAsync(api, cancellationToken)) == reachable, cancellationToken, () => _agent!.Tail()); // it was started

    internal Task<JsonElement> ViewAsync(Api api, CancellationToken cancellationToken) => api.GetAsync("/v1/hosts/" + Id, cancellationToken);

    internal static bool Reachable(JsonElement host) => host.GetProperty("reachable").GetBoolean();

    /// <summary>The engine of one of its machines; there is exactly one, and none on the first host.</summary>
    internal Engine EngineOf(string machine)
    {
        Assert.DoesNotContain(Engine.Of(_installation.Stack.RunDirectory), engine => engine.VmId == machine);
        return Assert.Single(Engine.Of(RunDirectory), engine => engine.VmId == machine);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_id is not null)
            {
                await LeaveAsync(CancellationToken.None);
            }
        }
        finally
        {
            await (_agent?.DisposeAsync() ?? ValueTask.CompletedTask);
            await Engine.EndAllAsync(RunDirectory);
            await UnwireAsync();
            await (_cable?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_network?.DisposeAsync() ?? ValueTask.CompletedTask);
            await Command.TryRunAsync("rm", ["-rf", _directory], CancellationToken.None);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>What this host's network needs beside the cable, before its agent joins.</summary>
    private protected virtual Task WireAsync(NetworkNamespace near, NetworkNamespace far, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes that away again; called also when it was not made whole.</summary>
    private protected virtual Task UnwireAsync() => Task.CompletedTask;

    /// <summary>Its agent's variables beyond directories and addresses.</summary>
    private protected virtual IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal);

    private void StartAgent()
        => _agent = ServiceProcess.Start("nsenter", [.. _network!.Enter, StackPrograms.Agent, "run"], Environment(), Path.Combine(_installation.Stack.LogDirectory, $"agent-{_name}.log")); // made before

    /// <summary>Other tests of the installation find one host, as before.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        using var api = _installation.Api();
        var away = Reachable(await ViewAsync(api, cancellationToken)) ? "" : "?whenAway=forget";
        foreach (var machine in (await api.GetAsync("/v1/vms", cancellationToken)).Items().Where(vm => vm.GetProperty("host").Id() == Id))
        {
            await api.EndOfAsync((await api.DeleteAsync("/v1/vms/" + machine.Id() + away, cancellationToken)).Id(), cancellationToken);
        }

        await api.DeleteAsync("/v1/hosts/" + Id, cancellationToken);
    }

    private Dictionary<string, string> Environment()
    {
        var environment = Stack.BareEnvironment(_directory);
        environment["AGENT_BIND"] = string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{Port}");
        environment["MANAGER_BASE"] = string.Create(CultureInfo.InvariantCulture, $"http://{_plan.NearAddress}:{_installation.Stack.PortalPort}");
        environment["FC_RUN_DIR"] = RunDirectory;
        environment["NEXUS_IMAGE_DIR"] = ImageDirectory;
        foreach (var (name, value) in Variables)
        {
            environment[name] = value;
        }

        return environment;
    }
}
