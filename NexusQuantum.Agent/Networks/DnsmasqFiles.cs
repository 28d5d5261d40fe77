using System.Globalization;
using System.Text;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// What dnsmasq(8) is told: everything as arguments, no configuration of the system's, DHCP only for the NICs we know. Pure
/// functions, verified against recorded files.
/// </summary>
internal static class DnsmasqFiles
{
    public static IReadOnlyList<string> Arguments(BridgeLayout layout, string directory, string hosts, string account) =>
    [
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--log-facility=-",
        "--pid-file=",
        $"--user={account}",
        $"--interface={layout.Bridge}",
        "--except-interface=lo",
        "--bind-dynamic",
        "--no-hosts",
        "--domain-needed",
        "--bogus-priv",
        "--dhcp-authoritative",
        "--no-ping",
        "--quiet-dhcp",
        string.Create(CultureInfo.InvariantCulture, $"--dhcp-range={layout.Range.At(0)},static,{Mask(layout.Range.Prefix)},12h"),
        $"--dhcp-option=option:router,{layout.Gateway}",
        $"--dhcp-option=option:dns-server,{layout.Gateway}",
        $"--dhcp-hostsfile={hosts}",
        $"--dhcp-leasefile={Path.Combine(directory, "leases")}",
    ];

    /// <summary>The hosts file: one NIC a line, read anew on SIGHUP.</summary>
    public static string Hosts(IEnumerable<Lease> leases)
    {
        var text = new StringBuilder();
        foreach (var lease in leases)
        {
            text.Append(CultureInfo.InvariantCulture, $"{lease.Mac},{lease.Address}\n");
        }

        return text.ToString();
    }

    private static string Mask(int prefix)
    {
        var bits = uint.MaxValue << (32 - prefix);
        return string.Create(CultureInfo.InvariantCulture, $"{bits >> 24}.{(bits >> 16) & 0xFF}.{(bits >> 8) & 0xFF}.{bits & 0xFF}");
    }
}
