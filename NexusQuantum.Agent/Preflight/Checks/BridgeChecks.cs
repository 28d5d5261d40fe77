using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The bridge of the default network is there, or can be made; nothing is made to find out.</summary>
internal sealed class BridgeChecks(CheckHost host)
{
    private const string Subnet = "10.0.100.";

    private string Bridge => host.Settings.Bridge;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("bridge-there", Required, "Bridge", "there, or can be made"), ThereAsync),
        new Check(Info("bridge-subnet", Recommended, "Range of the default network", "10.0.100.0/24 free"), SubnetAsync),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Bridge.Id, level, title, needed);

    private async Task<CheckOutcome> ThereAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.Bridged)
        {
            return Outside(info);
        }

        if (host.Exists($"/sys/class/net/{Bridge}"))
        {
            return host.Exists($"/sys/class/net/{Bridge}/bridge") ? CheckOutcome.Pass(Bridge + " is there", $"The bridge {Bridge} is there.")
                : CheckOutcome.Miss(info, Bridge + " is no bridge", $"{Bridge} is an interface of another kind.", new CheckFix("Choose another name with FC_BRIDGE."));
        }

        var fix = CheckFix.Of("Make it.", await BridgeMade.CommandsAsync(host, cancellationToken));
        return !host.Settings.IsRoot ? CheckOutcome.Miss(info, "not root", $"There is no {Bridge}, and this account cannot make one.", fix)
            : KernelModules.Find(host, "bridge") == ModuleState.Missing ? CheckOutcome.Miss(info, "no module bridge", $"There is no {Bridge}, and this kernel cannot make one.", new CheckFix("Use the distribution's own kernel."))
            : new CheckOutcome(CheckStatus.Warn, Bridge + " can be made", $"{Bridge} is not there yet; the agent makes it when it starts.") { Fix = fix };
    }

    /// <summary>A bridge with an adapter of the host is made by whoever runs it: done wrongly it cuts the host off.</summary>
    private CheckOutcome Outside(CheckInfo info)
    {
        var fix = CheckFix.Of("Make it, with the adapter that leads to the machines' network.", $"sudo deploy/scripts/fc-bridge-setup.sh --mode bridged --bridge {Bridge} --uplink ADAPTER");
        if (!host.Exists($"/sys/class/net/{Bridge}/bridge"))
        {
            return CheckOutcome.Miss(info, host.Exists($"/sys/class/net/{Bridge}") ? Bridge + " is no bridge" : "no " + Bridge, $"There is no bridge {Bridge}, and in bridged mode the agent makes none.", fix);
        }

        var ports = host.Names($"/sys/class/net/{Bridge}/brif").Where(static port => !port.StartsWith("nq", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return ports.Count == 0 ? CheckOutcome.Miss(info, Bridge + " carries no adapter", $"{Bridge} carries no network adapter of this host: machines would be on no network.", fix)
            : CheckOutcome.Pass($"{Bridge} with {string.Join(", ", ports)}", $"The bridge {Bridge} is there and carries {string.Join(", ", ports)}.");
    }

    private async Task<CheckOutcome> SubnetAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.Bridged)
        {
            return CheckOutcome.NotApplicable("The router of the machines' network gives them addresses (NEXUS_NETWORK_MODE=bridged).");
        }

        var routes = (await host.AskAsync(["ip", "-4", "route", "show"], cancellationToken)).Split('\n');
        return routes.FirstOrDefault(route => route.StartsWith(Subnet, StringComparison.Ordinal) && !route.Contains($"dev {Bridge}", StringComparison.Ordinal)) is { } taken
            ? CheckOutcome.Miss(info, taken.Trim(), $"10.0.100.0/24 is in use ({taken.Trim()}); the agent takes the next range that is free.", new CheckFix("Nothing has to be done, unless you want this range: then free it."))
            : CheckOutcome.Pass("free", "10.0.100.0/24 is free.");
    }
}
