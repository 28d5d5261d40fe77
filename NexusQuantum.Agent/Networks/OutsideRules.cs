using System.Globalization;
using System.Net;
using System.Text;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The rules of a bridge on the network beyond the host, as an nft script (nft(8)) applied as one transaction: what machines may send there, and what
/// of it reaches the host. In the family bridge alone, so nothing of the host's own traffic is touched; without connection tracking, which that family
/// lacks before Linux 5.3. A pure function, verified against recorded files.
/// </summary>
internal static class OutsideRules
{
    /// <summary>The chains that filter; gone, they are to be set again.</summary>
    public static readonly IReadOnlyList<(string Family, string Chain)> Chains = [("bridge", "from_guests"), ("bridge", "input")];

    public static string Build(OutsideView view, IReadOnlyCollection<Lease> leases)
    {
        var text = new StringBuilder(NftRules.Remove(view.Bridge));
        text.Append(CultureInfo.InvariantCulture, $"table bridge {NftRules.Table(view.Bridge)} {{\n");
        text.Append(Sets(view, leases)).Append(Everyone(view));
        foreach (var lease in leases)
        {
            text.Append(Pin(lease));
        }

        return text.Append(Host).Append(Hooks(view, leases)).ToString();
    }

    private static string Sets(OutsideView view, IReadOnlyCollection<Lease> leases)
    {
        var spoken = view.Addresses.Select(static own => own.Address.ToString()).Concat(view.Gateway is { } gateway ? [gateway.ToString()] : [])
            .Concat(leases.Where(static lease => lease.Asked).Select(static lease => lease.Address)).OfType<string>().Distinct();
        return $$"""
                # Addresses that are spoken for: the host's, its router's, those asked for by machines.
                set taken {
                    type ipv4_addr
            {{Elements(spoken)}}    }

                # Where the host reaches machines.
                set reached {
                    type ipv6_addr
            {{Elements(leases.Select(static lease => LinkLocal.Of(lease.Mac).ToString()).Distinct())}}    }

                # Says where such an address is found, without having it.
                chain claims {
            {{Claims(leases.Select(static lease => LinkLocal.Of(lease.Mac)))}}    }


            """;
    }

    /// <summary>
    /// What no machine may send, whoever it is. A DHCP client hears any answer to its port, whatever the port it comes from. What the kernel cannot parse
    /// has no protocol, and what hides its protocol's header behind the end of the frame (RFC 7113) has no first byte of it: the rules before looked at neither.
    /// Later fragments pass, because without their first they are nothing. Tagged frames, spanning tree and all other protocols fall through to the end.
    /// </summary>
    private static string Everyone(OutsideView view)
    {
        var guarded = view.Routers.Concat(view.LinkLocal is { } own ? [own] : []).Select(Plain).Distinct().ToArray();
        return $$"""
                chain guest {
                    udp sport { 67, 547 } drop
                    udp dport { 68, 546 } drop
                    ether type ip6 icmpv6 type { nd-router-advert, nd-redirect } drop
                    ether type ip6 exthdr frag exists icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } drop
            {{(guarded.Length == 0 ? string.Empty : $"        ether type ip6 ip6 saddr {{ {string.Join(", ", guarded.AsEnumerable())} }} drop\n        ether type ip6 icmpv6 type nd-neighbor-advert {Target} {{ {string.Join(", ", guarded.Select(Hex))} }} drop\n")}}        ether type arp accept
                    ether type ip meta l4proto != 255 accept
                    ether type ip6 frag frag-off != 0 accept
                    ether type ip6 @th,0,8 0-255 accept
                    drop
                }


            """;
    }

    /// <summary>Where a neighbour advertisement holds the address it is about (RFC 4861, 4.4); nft has a name for it only since 1.0.</summary>
    private const string Target = "@th,64,128";

    /// <summary>What machines may reach of the host: to find it, a ping, and answers of their agents. None of it at the group addresses that bridges keep to themselves and that never came by the pins (IEEE 802.1D, 7.12.6).</summary>
    private const string Host = """
            chain to_host {
                ether daddr & ff:ff:ff:ff:ff:f0 == 01:80:c2:00:00:00 drop
                ether type arp accept
                ether type ip icmp type { echo-request, echo-reply } accept
                ether type ip6 icmpv6 type { echo-request, echo-reply, nd-neighbor-solicit, nd-neighbor-advert } accept
                ether type ip6 ip6 saddr fe80::/10 tcp sport 9000 tcp flags & (syn | ack) != syn accept
                drop
            }


        """;

    private static string Pin(Lease lease)
    {
        var own = LinkLocal.Of(lease.Mac);
        var ipv4 = lease is { Asked: true, Address: { } address }
            ? $"""
                      ether type arp arp saddr ip != { "{" } 0.0.0.0, {address} { "}" } drop
                      ether type ip ip saddr != {address} drop
              """
            : """
                      ether type arp arp saddr ip @taken drop
                      ether type ip ip saddr @taken drop
              """;
        return $$"""
                chain {{lease.Tap}} {
                    ether saddr != {{lease.Mac}} drop
                    ether type arp arp saddr ether != {{lease.Mac}} drop
            {{ipv4}}
                    ether type ip6 ip6 saddr != {{own}} ip6 saddr @reached drop
                    ether type ip6 icmpv6 type nd-neighbor-advert {{Target}} != {{Hex(own)}} jump claims
                    goto guest
                }


            """;
    }

    private static string Hooks(OutsideView view, IReadOnlyCollection<Lease> leases)
    {
        var ports = string.Join(", ", view.Ports.Select(static port => $"\"{port}\""));
        return $$"""
                # Nobody outside is one of our machines.
                chain from_guests {
                    type filter hook prerouting priority -300; policy accept;
            {{Verdicts(leases, static lease => lease.Tap)}}{{(leases.Count == 0 || ports.Length == 0 ? string.Empty : $$"""
                    iifname { {{ports}} } ether saddr { {{string.Join(", ", leases.Select(static lease => lease.Mac).Distinct())}} } drop
                    iifname { {{ports}} } ether type ip6 ip6 saddr @reached drop
                    iifname { {{ports}} } ether type ip6 icmpv6 type nd-neighbor-advert jump claims

            """)}}    }

                chain input {
                    type filter hook input priority -300; policy accept;
            {{Verdicts(leases, static _ => "to_host")}}    }
            }

            """;
    }

    private static string Verdicts(IReadOnlyCollection<Lease> leases, Func<Lease, string> chain)
        => leases.Count == 0 ? string.Empty : $"        iifname vmap {{ {string.Join(", ", leases.Select(lease => $"\"{lease.Tap}\" : jump {chain(lease)}"))} }}\n";

    private static string Elements(IEnumerable<string> all)
        => string.Join(", ", all) is { Length: > 0 } list ? $"        elements = {{ {list} }}\n" : string.Empty;

    private static string Claims(IEnumerable<IPAddress> all)
        => string.Join(", ", all.Select(Hex).Distinct()) is { Length: > 0 } list ? $"        {Target} {{ {list} }} drop\n" : string.Empty;

    private static string Plain(IPAddress address) => new IPAddress(address.GetAddressBytes()).ToString();

    private static string Hex(string address) => Hex(IPAddress.Parse(address));

    private static string Hex(IPAddress address) => "0x" + Convert.ToHexStringLower(address.GetAddressBytes());
}
