using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NexusQuantum.Agent.Preflight.Checks;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>
/// A rule that lets the portal, and nobody else, reach the agent's port. An accept in a table of our own could not override another
/// table's drop, so the rule stands in the firewall that filters, with our name on it.
/// </summary>
/// <param name="Firewall">Whose rule it is.</param>
/// <param name="Portal">The portal's IPv4 address.</param>
/// <param name="Port">The agent's port.</param>
/// <param name="Chain">With nftables, the chain it stands in.</param>
internal sealed record PortOpened(FirewallKind Firewall, string Portal, int Port, FilterChain? Chain) : IFixChange
{
    /// <summary>What a portal of unknown address is called in commands.</summary>
    public const string SomePortal = "PORTAL-ADDRESS";

    private const string Mark = "nexus-agent";

    private string PortText => Port.ToString(CultureInfo.InvariantCulture);

    private string[] NftRule => ["ip", "saddr", Portal, "tcp", "dport", PortText, "accept", "comment", Mark];

    private string[] IptablesRule => ["INPUT", "-p", "tcp", "-s", Portal, "--dport", PortText, "-m", "comment", "--comment", Mark, "-j", "ACCEPT"];

    private string RichRule => $"rule family=\"ipv4\" source address=\"{Portal}\" port port=\"{PortText}\" protocol=\"tcp\" accept";

    private string[] Where => Chain is { } chain ? [chain.Family, chain.Table, chain.Name] : [];

    public string Deed() => $"let {Portal} reach port {PortText} ({Firewall.ToString().ToLowerInvariant()}{(Chain is { } chain ? $", chain {chain.Name} of {chain.Family} {chain.Table}" : "")})";

    public async Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken) => Firewall switch
    {
        FirewallKind.Ufw => Of((await host.Eyes.AskAsync(["ufw", "status"], cancellationToken)).Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var to, "ALLOW", var from, ..] && to == PortText + "/tcp" && from == Portal)),
        FirewallKind.Firewalld => Of((await host.Eyes.System.RunAsync(["firewall-cmd", "--permanent", "--query-rich-rule=" + RichRule], cancellationToken)).Ok),
        FirewallKind.Nftables => Of(await HandleAsync(host, cancellationToken) is not null),
        FirewallKind.Iptables => Of((await host.Eyes.System.RunAsync(["iptables", "-C", .. IptablesRule], cancellationToken)).Ok),
    };

    public async Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        foreach (var command in Orders())
        {
            await host.DoAsync(cancellationToken, command);
        }
    }

    public async Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        switch (Firewall)
        {
            case FirewallKind.Ufw:
                await host.DoAsync(cancellationToken, ["ufw", "delete", .. Orders()[0][1..]]);
                break;
            case FirewallKind.Firewalld:
                await host.DoAsync(cancellationToken, "firewall-cmd", "--permanent", "--remove-rich-rule=" + RichRule);
                await host.DoAsync(cancellationToken, "firewall-cmd", "--remove-rich-rule=" + RichRule);
                break;
            case FirewallKind.Nftables when await HandleAsync(host, cancellationToken) is { } handle:
                await host.DoAsync(cancellationToken, ["nft", "delete", "rule", .. Where, "handle", handle]);
                break;
            case FirewallKind.Iptables:
                await host.DoAsync(cancellationToken, ["iptables", "-D", .. IptablesRule]);
                break;
        }
    }

    /// <summary>By hand.</summary>
    public static async Task<ImmutableArray<string>> CommandsAsync(CheckHost host, HostFirewall firewall, CancellationToken cancellationToken)
    {
        var portal = await PortalAsync(host, cancellationToken) ?? SomePortal;
        return [.. Of(firewall, portal, host.Settings.Bind.Port).SelectMany(change => change.Orders()).Select(order => "sudo " + string.Join(' ', order.Select(Quoted)))];
    }

    /// <summary>Nothing where the portal's address is not known: a port open to everybody is nothing we do unasked.</summary>
    public static async Task<IReadOnlyList<IFixChange>> PlanAsync(FixHost host, CancellationToken cancellationToken)
    {
        var missing = new List<IFixChange>();
        if (await HostFirewall.FindAsync(host.Eyes, cancellationToken) is { } firewall && await PortalAsync(host.Eyes, cancellationToken) is { } portal)
        {
            foreach (var change in Of(firewall, portal, host.Eyes.Settings.Bind.Port))
            {
                if (!(await change.LookAsync(host, cancellationToken)).IsMade)
                {
                    missing.Add(change);
                }
            }
        }

        return missing;
    }

    /// <summary>The portal's IPv4 address by MANAGER_BASE; null where that tells none.</summary>
    public static async Task<string?> PortalAsync(CheckHost host, CancellationToken cancellationToken)
    {
        var name = host.Settings.Portal?.DnsSafeHost;
        if (name is null || IPAddress.TryParse(name, out _))
        {
            return IsIPv4(name) ? name : null;
        }

        var told = await host.System.RunAsync(["getent", "ahostsv4", name], cancellationToken);
        var first = told.Output.Split(' ', '\n', '\t')[0];
        return told.Ok && IsIPv4(first) ? first : null;
    }

    private static bool IsIPv4(string? text) => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork;

    private static IEnumerable<PortOpened> Of(HostFirewall firewall, string portal, int port)
        => firewall.Kind == FirewallKind.Nftables ? firewall.Chains.Select(chain => new PortOpened(firewall.Kind, portal, port, chain)) : [new PortOpened(firewall.Kind, portal, port, null)];

    private static FixState Of(bool made) => made ? FixState.Made : FixState.Absent;

    /// <summary>firewalld is told twice, for now and for later: to reload would drop what others told it for now.</summary>
    private string[][] Orders() => Firewall switch
    {
        FirewallKind.Ufw => [["ufw", "allow", "from", Portal, "to", "any", "port", PortText, "proto", "tcp"]],
        FirewallKind.Firewalld => [["firewall-cmd", "--permanent", "--add-rich-rule=" + RichRule], ["firewall-cmd", "--add-rich-rule=" + RichRule]],
        FirewallKind.Nftables => [["nft", "insert", "rule", .. Where, .. NftRule]],
        FirewallKind.Iptables => [["iptables", "-I", .. IptablesRule]],
    };

    /// <summary>The number of the rule with our name in its chain (nft -a); null where it has none.</summary>
    private async Task<string?> HandleAsync(FixHost host, CancellationToken cancellationToken)
    {
        var chain = await host.Eyes.System.RunAsync(["nft", "-a", "list", "chain", .. Where], cancellationToken);
        var rule = $"ip saddr {Portal} tcp dport {PortText} accept comment \"{Mark}\" # handle ";
        return chain.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith(rule, StringComparison.Ordinal))?[rule.Length..];
    }

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;
}
