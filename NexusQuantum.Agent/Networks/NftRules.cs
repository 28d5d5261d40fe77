using System.Globalization;
using System.Text;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The rules of one bridge as an nft script (nft(8)), applied as one transaction: our two tables are replaced whole, nobody else's
/// is touched. A pure function, verified against recorded files.
/// </summary>
internal static class NftRules
{
    /// <summary>The chains that filter; gone, they are to be set again.</summary>
    public static readonly IReadOnlyList<(string Family, string Chain)> Chains = [("inet", "input"), ("bridge", "from_guests")];

    private const string Prefix = "nexus_";

    /// <summary>Name of our tables, in the families inet and bridge.</summary>
    public static string Table(string bridge) => Prefix + bridge;

    /// <summary>Whether a table is ours, of whatever bridge.</summary>
    public static bool IsOurs(string table) => table.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Removes the tables; also when they do not exist.</summary>
    public static string Remove(string bridge)
    {
        var table = Table(bridge);
        return $"table inet {table}\ndelete table inet {table}\ntable bridge {table}\ndelete table bridge {table}\n";
    }

    public static string Build(BridgeLayout layout, IReadOnlyCollection<Lease> leases)
        => Remove(layout.Bridge) + Host(layout) + Pins(layout, leases);

    private static string Host(BridgeLayout layout) => string.Create(CultureInfo.InvariantCulture, $$"""
        table inet {{Table(layout.Bridge)}} {
            # What guests may reach of this host: addresses, names, an answer to ping. Replies to the host's own connections pass.
            chain input {
                type filter hook input priority filter - 5; policy accept;
                iifname != "{{layout.Bridge}}" accept
                ct state established,related accept
                ip daddr { {{layout.Gateway}}, 255.255.255.255 } udp sport 68 udp dport 67 accept
                ip daddr {{layout.Gateway}} udp dport 53 accept
                ip daddr {{layout.Gateway}} tcp dport 53 accept
                ip daddr {{layout.Gateway}} icmp type echo-request accept
                drop
            }

            # Out through translation; in only what belongs to a connection of theirs.
            chain forward {
                type filter hook forward priority filter - 5; policy accept;
                iifname "{{layout.Bridge}}" oifname "{{layout.Bridge}}" accept
                iifname "{{layout.Bridge}}" ip saddr != {{layout.Range}} drop
                iifname "{{layout.Bridge}}" meta nfproto ipv6 drop
                iifname "{{layout.Bridge}}" tcp flags syn tcp option maxseg size set rt mtu
                oifname "{{layout.Bridge}}" ct state established,related accept
                oifname "{{layout.Bridge}}" drop
            }

            chain translate {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr {{layout.Range}} oifname != "{{layout.Bridge}}" masquerade
            }
        }

        """);

    private static string Pins(BridgeLayout layout, IReadOnlyCollection<Lease> leases)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"table bridge {Table(layout.Bridge)} {{\n");
        foreach (var lease in leases)
        {
            text.Append(lease.Ip is { } address && layout.Gives(address) ? Pin(lease) : Closed(lease));
        }

        // Ports without pins are not ours: a tap of ours has its pins before it joins the bridge.
        text.Append(CultureInfo.InvariantCulture, $$"""
                chain from_guests {
                    type filter hook prerouting priority -300; policy accept;
            {{Jumps(leases)}}    }
            }

            """);
        return text.ToString();
    }

    private static string Pin(Lease lease) => string.Create(CultureInfo.InvariantCulture, $$"""
            chain {{lease.Tap}} {
                ether saddr != {{lease.Mac}} drop
                ether type arp arp saddr ether {{lease.Mac}} arp saddr ip { 0.0.0.0, {{lease.Address}} } accept
                udp sport 67 drop
                udp dport 68 drop
                ether type ip ip saddr {{lease.Address}} accept
                ether type ip ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept
                drop
            }


        """);

    /// <summary>A machine that still runs with an address of another network, from before this host's was made another.</summary>
    private static string Closed(Lease lease) => $$"""
            chain {{lease.Tap}} {
                drop
            }


        """;

    private static string Jumps(IReadOnlyCollection<Lease> leases)
        => leases.Count == 0
            ? string.Empty
            : $"        iifname vmap {{ {string.Join(", ", leases.Select(lease => $"\"{lease.Tap}\" : jump {lease.Tap}"))} }}\n";
}
