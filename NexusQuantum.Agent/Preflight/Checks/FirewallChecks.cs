using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Whether the host's firewall, whichever it is, lets the portal reach the agent.</summary>
internal sealed class FirewallChecks(CheckHost host)
{
    public IEnumerable<IPreflightCheck> All =>
        [new Check(new CheckInfo("firewall-agent", CheckSection.Firewall.Id, Recommended, "The agent's port is open", "a rule that lets the portal in, or no filter"), JudgeAsync)];

    private string Port => host.Settings.Bind.Port.ToString(CultureInfo.InvariantCulture);

    private async Task<CheckOutcome> JudgeAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.System.Has("ufw") && await host.AskAsync(["ufw", "status"], cancellationToken) is var status && status.Contains("Status: active", StringComparison.Ordinal))
        {
            return Judge(info, "ufw", status, Port, CheckFix.Of("Let the portal in.", $"sudo ufw allow from PORTAL-ADDRESS to any port {Port} proto tcp"));
        }

        if (host.System.Has("firewall-cmd") && (await host.System.RunAsync(["firewall-cmd", "--state"], cancellationToken)).Ok)
        {
            return Judge(info, "firewalld", await host.AskAsync(["firewall-cmd", "--list-all"], cancellationToken), Port + "/tcp", CheckFix.Of("Let the portal in.", $"sudo firewall-cmd --permanent --add-port={Port}/tcp", "sudo firewall-cmd --reload"));
        }

        if (host.System.Has("nft") && await host.AskAsync(["nft", "list", "ruleset"], cancellationToken) is var rules && FiltersInput(rules))
        {
            return Judge(info, "nftables", rules, "dport " + Port, CheckFix.Of("Let the portal in: add this rule to the chain that filters input.", $"sudo nft add rule inet filter input ip saddr PORTAL-ADDRESS tcp dport {Port} accept"), "dport { ");
        }

        if (host.System.Has("iptables") && await host.AskAsync(["iptables", "-S", "INPUT"], cancellationToken) is var chain && (chain.Contains("-P INPUT DROP", StringComparison.Ordinal) || chain.Contains("-j REJECT", StringComparison.Ordinal) || chain.Contains("-j DROP", StringComparison.Ordinal)))
        {
            return Judge(info, "iptables", chain, "--dport " + Port, CheckFix.Of("Let the portal in.", $"sudo iptables -I INPUT -p tcp --dport {Port} -s PORTAL-ADDRESS -j ACCEPT"));
        }

        return CheckOutcome.Pass("no filter", "Nothing filters what comes in: the port is open to everybody, and the agent serves its portal only.");
    }

    /// <summary>Sets like <c>dport { 22, 9090 }</c> name a port too.</summary>
    private CheckOutcome Judge(CheckInfo info, string firewall, string rules, string rule, CheckFix fix, string? set = null)
        => rules.Contains(rule, StringComparison.Ordinal) || (set is not null && rules.Split('\n').Any(line => line.Contains(set, StringComparison.Ordinal) && line.Split(' ', ',').Contains(Port)))
            ? CheckOutcome.Pass(firewall, $"{firewall} has a rule for port {Port}.")
            : CheckOutcome.Miss(info, $"{firewall} without a rule", $"{firewall} filters what comes in and has no rule for port {Port}: the portal may not reach the agent.", fix);

    private static bool FiltersInput(string rules)
        => rules.Split("chain ").Any(chain => chain.Contains("hook input", StringComparison.Ordinal) && chain.Contains("policy drop", StringComparison.Ordinal));
}
