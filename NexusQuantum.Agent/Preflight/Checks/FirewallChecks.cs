using System.Globalization;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Whether the host's firewall, whichever it is, lets the portal reach the agent.</summary>
internal sealed class FirewallChecks(CheckHost host)
{
    public IEnumerable<IPreflightCheck> All =>
        [new Check(new CheckInfo("firewall-agent", CheckSection.Firewall.Id, Recommended, "The agent's port is open", "a rule that lets the portal in, or no filter"), JudgeAsync)];

    private async Task<CheckOutcome> JudgeAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (await HostFirewall.FindAsync(host, cancellationToken) is not { } firewall)
        {
            return CheckOutcome.Pass("no filter", "Nothing filters what comes in: the port is open to everybody, and the agent serves its portal only.");
        }

        var port = host.Settings.Bind.Port.ToString(CultureInfo.InvariantCulture);
        return firewall.Names(port) ? CheckOutcome.Pass(firewall.Name, $"{firewall.Name} has a rule for port {port}.")
            : CheckOutcome.Miss(info, $"{firewall.Name} without a rule", $"{firewall.Name} filters what comes in and has no rule for port {port}: the portal may not reach the agent.",
                CheckFix.Of(Text(firewall.Kind), await PortOpened.CommandsAsync(host, firewall, cancellationToken)));
    }

    private string Text(FirewallKind kind)
        => (host.Settings.Portal is null ? "Let the portal in; MANAGER_BASE tells its address, if you set it." : "Let the portal in.")
            + kind switch
            {
                FirewallKind.Nftables => " The rule lasts until the next start: write it into your rules too, such as /etc/nftables.conf.",
                FirewallKind.Iptables => " The rule lasts until the next start: save it as you save your rules, such as with iptables-persistent.",
                FirewallKind.Ufw or FirewallKind.Firewalld => "",
            };
}
