using System.Collections.Immutable;
using NexusQuantum.Agent.Preflight.Checks;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Preflight;

/// <summary>All checks of a host, in the document's order.</summary>
internal static class HostChecks
{
    public static ImmutableArray<IPreflightCheck> Of(CheckHost host) =>
    [
        .. new CpuChecks(host).All,
        .. new MemoryChecks(host).All,
        .. new StorageChecks(host).All,
        .. new StorageSpeedChecks(host).All,
        .. new AdapterChecks(host).All,
        .. new SystemChecks(host).All,
        .. new KernelChecks(host).All,
        .. new PackageChecks(host).All,
        .. new RuntimeChecks(host).All,
        .. new PortChecks(host).All,
        .. new FirewallChecks(host).All,
        .. new AddressChecks(host).All,
        .. new BridgeChecks(host).All,
        .. new AccountChecks(host).All,
        .. new SshChecks(host).All,
        .. new DirectoryChecks(host).All,
        .. new TuningChecks(host).All,
        .. new EnvironmentChecks(host).All,
    ];
}
