using System.Text.RegularExpressions;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// Finds rules of others that stop our guests: an accept of ours cannot override a drop in another table, so all we can do is say
/// it, with the fix. Reads the text of <c>nft list ruleset</c>.
/// </summary>
internal static partial class FirewallReading
{
    /// <summary>Sentences for people; empty when nothing stands in the way.</summary>
    /// <param name="ruleset">The text.</param>
    /// <param name="bridge">Our bridge. A table that names it was told about us.</param>
    public static FirewallProblems Judge(string ruleset, string bridge)
    {
        string? forward = null;
        string? input = null;
        foreach (Match table in Table().Matches(ruleset))
        {
            var name = table.Groups["name"].Value;
            var body = table.Groups["body"].Value;
            if (NftRules.IsOurs(name) || body.Contains($"\"{bridge}\"", StringComparison.Ordinal))
            {
                continue;
            }

            var firewalld = string.Equals(name, "firewalld", StringComparison.Ordinal);
            if (firewalld || DropsForward().IsMatch(body))
            {
                forward ??= Blocked("forwarded packets", "guests reach nothing outside", body, name, bridge);
            }

            if (firewalld || DropsInput().IsMatch(body))
            {
                input ??= Blocked("incoming packets", "guests get no address or name service by DHCP and DNS", body, name, bridge);
            }
        }

        return new FirewallProblems(forward, input);
    }

    /// <summary>Why machines on a bridged network reach nothing, where the host's firewall is handed their frames too; null when they do.</summary>
    public static string? JudgeBridged(string ruleset, string bridge)
        => Table().Matches(ruleset).FirstOrDefault(table => !NftRules.IsOurs(table.Groups["name"].Value)
            && !table.Groups["body"].Value.Contains($"\"{bridge}\"", StringComparison.Ordinal)
            && (table.Groups["name"].Value is "firewalld" || DropsForward().IsMatch(table.Groups["body"].Value))) is { } blocking
            ? $"The kernel hands bridged frames to the host's firewall (br_netfilter), whose table '{blocking.Groups["name"].Value}' drops what is forwarded, so machines reach nothing and are not reached. "
                + $"Fix: sysctl -w net.bridge.bridge-nf-call-iptables=0, or let {bridge} through that firewall"
            : null;

    private static string Blocked(string what, string consequence, string body, string table, string bridge)
    {
        var (owner, fix) = table switch
        {
            "firewalld" => ("firewalld", $"firewall-cmd --permanent --zone=trusted --add-interface={bridge}; firewall-cmd --reload"),
            _ when body.Contains("ufw-", StringComparison.Ordinal) => ("ufw", $"ufw route allow in on {bridge}; ufw route allow out on {bridge}; ufw allow in on {bridge} to any port 53; ufw allow in on {bridge} to any port 67 proto udp"),
            _ when body.Contains("DOCKER-USER", StringComparison.Ordinal) => ("Docker", $"iptables -I DOCKER-USER -i {bridge} -j ACCEPT; iptables -I DOCKER-USER -o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"),
            _ => ("another firewall", $"allow {bridge} in the table '{table}'"),
        };
        return $"{owner} drops {what} of this host, so {consequence}. Fix: {fix}";
    }

    [GeneratedRegex(@"^table (?<family>ip|inet) (?<name>\S+) \{(?<body>.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Table();

    [GeneratedRegex("hook forward priority [^;]*; policy drop;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DropsForward();

    [GeneratedRegex("hook input priority [^;]*; policy drop;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DropsInput();
}
