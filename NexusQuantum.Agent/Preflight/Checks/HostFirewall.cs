using System.Collections.Immutable;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The firewall of a host that filters what comes in, with its rules as it prints them.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Rules">As printed.</param>
/// <param name="Chains">With nftables, the chains that drop what no rule lets in.</param>
internal sealed record HostFirewall(FirewallKind Kind, string Rules, ImmutableArray<FilterChain> Chains)
{
    /// <summary>What the firewall is called.</summary>
    public string Name => Kind.ToString().ToLowerInvariant();

    /// <summary>The one that rules; null where nothing filters.</summary>
    public static async Task<HostFirewall?> FindAsync(CheckHost host, CancellationToken cancellationToken)
    {
        if (host.System.Has("ufw") && await host.AskAsync(["ufw", "status"], cancellationToken) is var status && status.Contains("Status: active", StringComparison.Ordinal))
        {
            return new HostFirewall(FirewallKind.Ufw, status, []);
        }

        if (host.System.Has("firewall-cmd") && (await host.System.RunAsync(["firewall-cmd", "--state"], cancellationToken)).Ok)
        {
            return new HostFirewall(FirewallKind.Firewalld, await host.AskAsync(["firewall-cmd", "--list-all"], cancellationToken), []);
        }

        var iptables = host.System.Has("iptables");
        if (host.System.Has("nft") && await host.AskAsync(["nft", "list", "ruleset"], cancellationToken) is var rules
            && FilterChain.In(rules).Where(chain => !(iptables && IsOfIptables(chain))).ToImmutableArray() is { Length: > 0 } chains)
        {
            return new HostFirewall(FirewallKind.Nftables, FilterChain.WithoutOurs(rules), chains);
        }

        return iptables && await host.AskAsync(["iptables", "-S", "INPUT"], cancellationToken) is var filter
            && (filter.Contains("-P INPUT DROP", StringComparison.Ordinal) || filter.Contains("-j REJECT", StringComparison.Ordinal) || filter.Contains("-j DROP", StringComparison.Ordinal))
            ? new HostFirewall(FirewallKind.Iptables, filter, []) : null;
    }

    /// <summary>Whether a rule names the port. Sets like <c>dport { 22, 9090 }</c> name one too.</summary>
    public bool Names(string port) => Kind switch
    {
        FirewallKind.Ufw => Rules.Contains(port, StringComparison.Ordinal),
        FirewallKind.Firewalld => Rules.Contains(port + "/tcp", StringComparison.Ordinal) || Rules.Contains($"port=\"{port}\"", StringComparison.Ordinal),
        FirewallKind.Nftables => Rules.Contains("dport " + port, StringComparison.Ordinal)
            || Rules.Split('\n').Any(line => line.Contains("dport { ", StringComparison.Ordinal) && line.Split(' ', ',').Contains(port)),
        FirewallKind.Iptables => Rules.Contains("--dport " + port, StringComparison.Ordinal),
    };

    /// <summary>Whether a rule lets SSH in, by its port or by the name that ufw and firewalld have for it.</summary>
    public bool NamesSsh(string port) => Names(port) || Kind switch
    {
        FirewallKind.Ufw => Rules.Contains("OpenSSH", StringComparison.Ordinal),
        FirewallKind.Firewalld => Rules.Split('\n').Select(line => line.Trim()).Any(line => line.StartsWith("services:", StringComparison.Ordinal) && line.Split(' ').Contains("ssh")),
        FirewallKind.Nftables or FirewallKind.Iptables => false,
    };

    /// <summary>Whether what answers this host's own connections comes in. ufw and firewalld see to it by themselves.</summary>
    public bool LetsAnswersIn => Kind switch
    {
        FirewallKind.Ufw or FirewallKind.Firewalld => true,
        FirewallKind.Nftables => Rules.Contains("established", StringComparison.Ordinal),
        FirewallKind.Iptables => Rules.Contains("ESTABLISHED", StringComparison.Ordinal),
    };

    /// <summary>By hand: a port, for everybody.</summary>
    public ImmutableArray<string> CommandsToOpen(string port) => Kind switch
    {
        FirewallKind.Ufw => [$"sudo ufw allow {port}/tcp"],
        FirewallKind.Firewalld => [$"sudo firewall-cmd --permanent --add-port={port}/tcp", "sudo firewall-cmd --reload"],
        FirewallKind.Nftables => [.. Chains.Select(chain => $"sudo nft insert rule {chain.Family} {chain.Table} {chain.Name} tcp dport {port} accept")],
        FirewallKind.Iptables => [$"sudo iptables -I INPUT -p tcp --dport {port} -j ACCEPT"],
    };

    /// <summary>By hand: answers to this host's own connections.</summary>
    public ImmutableArray<string> CommandsForAnswers => Kind == FirewallKind.Nftables
        ? [.. Chains.Select(chain => $"sudo nft insert rule {chain.Family} {chain.Table} {chain.Name} ct state established,related accept")]
        : ["sudo iptables -I INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT"];

    /// <summary>Newer iptables keeps its chains in nftables under these names, and cannot read what nft adds to them.</summary>
    private static bool IsOfIptables(FilterChain chain) => chain is { Family: "ip", Table: "filter", Name: "INPUT" };
}
