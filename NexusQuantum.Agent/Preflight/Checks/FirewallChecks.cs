using System.Globalization;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Whether the host's firewall, whichever it is, lets in what has to come in. It is asked once.</summary>
internal sealed class FirewallChecks(CheckHost host)
{
    private Task<HostFirewall?>? _found;

    public IEnumerable<IPreflightCheck> All =>
    [
        Of("firewall-agent", "The agent's port is open", "a rule that lets the portal in, or no filter", AgentAsync),
        Of("firewall-ssh", "SSH is open", "a rule that lets SSH in, or no filter", (info, firewall, _) => Task.FromResult(Ssh(info, firewall))),
        Of("firewall-answers", "Answers come in", "a rule for established connections, or no filter", (info, firewall, _) => Task.FromResult(Answers(info, firewall))),
    ];

    private Check Of(string id, string title, string needed, Func<CheckInfo, HostFirewall, CancellationToken, Task<CheckOutcome>> judge)
        => new(new CheckInfo(id, CheckSection.Firewall.Id, Recommended, title, needed), async (info, cancellationToken) =>
        {
            _found ??= HostFirewall.FindAsync(host, cancellationToken);
            return await _found is { } firewall ? await judge(info, firewall, cancellationToken)
                : CheckOutcome.Pass("no filter", "Nothing filters what comes in: every port is open to everybody. The agent serves its portal only.");
        });

    private async Task<CheckOutcome> AgentAsync(CheckInfo info, HostFirewall firewall, CancellationToken cancellationToken)
    {
        var port = host.Settings.Bind.Port.ToString(CultureInfo.InvariantCulture);
        return firewall.Names(port) ? CheckOutcome.Pass(firewall.Name, $"{firewall.Name} has a rule for port {port}.")
            : CheckOutcome.Miss(info, $"{firewall.Name} without a rule", $"{firewall.Name} filters what comes in and has no rule for port {port}: the portal may not reach the agent.",
                CheckFix.Of(Text(firewall.Kind), await PortOpened.CommandsAsync(host, firewall, cancellationToken)));
    }

    private CheckOutcome Ssh(CheckInfo info, HostFirewall firewall)
    {
        var port = SshServer.Port(host).ToString(CultureInfo.InvariantCulture);
        return firewall.NamesSsh(port) ? CheckOutcome.Pass(firewall.Name, $"{firewall.Name} has a rule for SSH.")
            : CheckOutcome.Miss(info, $"{firewall.Name} without a rule", $"{firewall.Name} filters what comes in and has no rule for SSH (port {port}): nobody may log in from the workstation.",
                CheckFix.Of("Let SSH in.", firewall.CommandsToOpen(port)));
    }

    private static CheckOutcome Answers(CheckInfo info, HostFirewall firewall)
        => firewall.LetsAnswersIn ? CheckOutcome.Pass(firewall.Name, $"{firewall.Name} lets answers to this host's own connections in.")
            : CheckOutcome.Miss(info, $"{firewall.Name} without a rule", $"{firewall.Name} filters what comes in and has no rule for established connections: this host hears no answers.",
                CheckFix.Of("Let answers in.", firewall.CommandsForAnswers));

    private string Text(FirewallKind kind)
        => (host.Settings.Portal is null ? "Let the portal in; MANAGER_BASE tells its address, if you set it." : "Let the portal in.")
            + kind switch
            {
                FirewallKind.Nftables => " The rule lasts until the next start: write it into your rules too, such as /etc/nftables.conf.",
                FirewallKind.Iptables => " The rule lasts until the next start: save it as you save your rules, such as with iptables-persistent.",
                FirewallKind.Ufw or FirewallKind.Firewalld => "",
            };
}
