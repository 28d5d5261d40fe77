using System.Collections.Immutable;
using NexusQuantum.Agent.Preflight.Checks;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>What <c>check --fix</c> does, in its order: packages first, because what follows needs their programs. All of it can be taken back.</summary>
internal static class HostFixes
{
    /// <summary>Modules that are loaded where the kernel has them.</summary>
    private static readonly string[] Modules = ["bridge", "veth", "tun", "vhost_net", "vhost_vsock", "overlay", "nf_nat"];

    public static readonly ImmutableArray<HostFix> All =
    [
        Packages(PackageChecks.ForMachines),
        Packages(PackageChecks.ForOperators),
        new("kernel-kvm", host => host.Eyes.Exists("/dev/kvm") ? [] : ModuleLoaded.Plan(host, KernelChecks.OwnKvm(host.Eyes))),
        .. Modules.Select(name => new HostFix("kernel-module-" + name.Replace('_', '-'), host => ModuleLoaded.Plan(host, name))),
        new("address-forwarding", host => host.Eyes.Settings.Bridged ? [] : ValueSet.Plan(host, AddressChecks.ForwardingKey, "1")),
        new("directory-machines", host => ModeSet.Plan(host, host.Eyes.Settings.RunDirectory)),
        new("directory-vms", host => ModeSet.Plan(host, host.Eyes.Settings.RunDirectory + "/vms")),
        new("directory-images", host => ModeSet.Plan(host, host.Eyes.Settings.ImageDirectory)),
        new("bridge-there", async (host, cancellationToken) => CanMakeBridge(host) ? await BridgeMade.PlanAsync(host, cancellationToken) : []),
        new("firewall-agent", PortOpened.PlanAsync),
    ];

    private static bool CanMakeBridge(FixHost host)
        => !host.Eyes.Settings.Bridged && host.Eyes.System.Has("ip") && !host.Eyes.Exists($"/sys/class/net/{host.Eyes.Settings.Bridge}") && KernelModules.Find(host.Eyes, "bridge") != ModuleState.Missing;

    private static HostFix Packages(string check) => new(
        check,
        (host, _) => Task.FromResult(PackagesInstalled.ToolOf(host.Eyes) is not null),
        async (host, cancellationToken) => PackagesInstalled.ToolOf(host.Eyes) is { } tool && PackageChecks.Missing(host.Eyes, check, tool) is { Length: > 0 } missing
            ? await PackagesInstalled.PlanAsync(host, tool, missing, cancellationToken) : []);
}
