using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.EndToEnd.Tests.SecondHost;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Bridged;

/// <summary>
/// A host with one adapter, which its bridge took over by the product's own script, on a network whose router gives addresses by DHCP.
/// The portal stands on that network too, as anybody's computer would.
/// </summary>
public sealed class OfficeHost(Installation installation) : RemoteHost(installation, Name, Plan)
{
    public const string Name = "office-host";

    /// <summary>Addresses that the router gives begin so.</summary>
    public const string Pool = Network + ".10";

    /// <summary>One that the router does not give.</summary>
    public const string Free = Network + ".60";

    public const string Router = Network + ".1";

    public const string Own = Network + ".2";

    public const string Bridge = "fcbr7";

    private const string Network = "198.18.42";

    private static readonly CablePlan Plan = new("office0", Network);

    private readonly string _leases = Path.Combine(Path.GetTempPath(), $"leases-{Random.Shared.Next(0x10000):x4}");
    private NetworkNamespace? _far;
    private ServiceProcess? _router;

    /// <summary>The machine that asked the router for its address; null until a test made it.</summary>
    internal string? Guided { get; set; }

    /// <summary>The machine whose address was asked for; null until a test made it.</summary>
    internal string? Fixed { get; set; }

    private protected override IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["FC_BRIDGE"] = Bridge,
        ["NEXUS_NETWORK_MODE"] = "bridged",
    };

    private protected override async Task WireAsync(NetworkNamespace near, NetworkNamespace far, CancellationToken cancellationToken)
    {
        _far = far;
        await Command.RunAsync("ip", ["-n", far.Name, "route", "add", "default", "via", Router], cancellationToken);
        await SetUpAsync(far, cancellationToken, "--mode", "bridged", "--uplink", Plan.FarEnd);
        _router = ServiceProcess.Start(
            "nsenter",
            [
                .. near.Enter, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--port=0", "--bind-dynamic", "--except-interface=lo", $"--interface={Plan.NearEnd}",
                $"--dhcp-range={Network}.100,{Network}.109,255.255.255.0,2m", $"--dhcp-leasefile={_leases}", "--no-ping",
            ],
            Stack.BareEnvironment("/"),
            _leases + ".log");
    }

    private protected override async Task UnwireAsync()
    {
        await (_router?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (_far is not null)
        {
            await SetUpAsync(_far, CancellationToken.None, "--remove");
        }

        foreach (var file in new[] { _leases, _leases + ".log", _leases + ".log.err" })
        {
            File.Delete(file);
        }
    }

    private static Task SetUpAsync(NetworkNamespace where, CancellationToken cancellationToken, params string[] words)
        => Command.RunAsync("nsenter", [.. where.Enter, Path.Combine(StackPrograms.Root, "deploy/scripts/fc-bridge-setup.sh"), "--bridge", Bridge, .. words], cancellationToken);
}
