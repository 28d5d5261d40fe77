using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>Addresses, names and forwarding.</summary>
internal sealed class AddressChecks(CheckHost host)
{
    internal const string ForwardingKey = "net.ipv4.ip_forward";
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("address-static", Recommended, "Address of the host", "static"), StaticAsync),
        new Check(Info("address-names", Required, "Names", "a name server, and this host's own name resolves"), NamesAsync),
        new Check(Info("address-mirror", Optional, "Packages can be fetched", "the distribution's mirror resolves"), MirrorAsync),
        new Check(Info("address-forwarding", Required, "IP forwarding", "on"), Forward),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Addresses.Id, level, title, needed);

    /// <summary>An address that DHCP gave is 'dynamic' to the kernel: it has an end. A bridge has the machines' gateway, or where it carries an adapter the host's own.</summary>
    private async Task<CheckOutcome> StaticAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var lines = (await host.AskAsync(["ip", "-o", "-4", "addr", "show", "scope", "global"], cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => host.Settings.Bridged || !line.Contains($" {host.Settings.Bridge} ", StringComparison.Ordinal)).ToList();
        var addresses = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 3).ToList();
        if (addresses.Count == 0)
        {
            return CheckOutcome.Miss(info, "none", "This host has no IPv4 address but its loopback: no portal on another machine reaches it.", new CheckFix("Give one of its adapters a static address."));
        }

        var measured = string.Join(", ", addresses.Select(words => $"{words[3]} on {words[1]}"));
        return addresses.Exists(words => words.Contains("dynamic", StringComparer.Ordinal))
            ? CheckOutcome.Miss(info, measured + ", by DHCP", $"The address comes from DHCP ({measured}): when it changes, the portal looks for the host in vain.", new CheckFix("Set a static address, or reserve it at the DHCP server."))
            : CheckOutcome.Pass(measured, $"The host's address does not change: {measured}.");
    }

    private async Task<CheckOutcome> NamesAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var servers = host.Lines("/etc/resolv.conf").Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).Where(words => words is ["nameserver", _, ..]).Select(words => words[1]).ToList();
        var own = host.Read("/proc/sys/kernel/hostname").Trim();
        var resolves = (await host.System.RunAsync(["getent", "hosts", own], cancellationToken)).Ok;
        return (servers.Count, resolves) switch
        {
            (0, _) => CheckOutcome.Miss(info, "no name server", "/etc/resolv.conf names no name server.", CheckFix.Of("Name one.", "echo 'nameserver ADDRESS' | sudo tee -a /etc/resolv.conf")),
            (_, false) => CheckOutcome.Miss(info, string.Join(", ", servers), $"This host's own name, {own}, does not resolve.", CheckFix.Of("Write it down.", $"echo '127.0.1.1 {own}' | sudo tee -a /etc/hosts")),
            _ => CheckOutcome.Pass(string.Join(", ", servers), $"Names resolve, by {string.Join(", ", servers)}."),
        };
    }

    private async Task<CheckOutcome> MirrorAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var texts = host.Names("/etc/apt/sources.list.d").Select(name => "/etc/apt/sources.list.d/" + name).Append("/etc/apt/sources.list")
            .Concat(host.Names("/etc/yum.repos.d").Select(name => "/etc/yum.repos.d/" + name)).Select(path => host.ReadIfThere(path) ?? "");
        var mirror = texts.SelectMany(text => text.Split((char[])[' ', '\n', '=', '\t'])).Where(word => word.StartsWith("http", StringComparison.Ordinal))
            .Select(word => Uri.TryCreate(word, UriKind.Absolute, out var uri) ? uri.Host : null).FirstOrDefault(name => name is not null);
        if (mirror is null)
        {
            return CheckOutcome.NotApplicable("No package source on a network is set.");
        }

        return (await host.System.RunAsync(["getent", "hosts", mirror], cancellationToken)).Ok ? CheckOutcome.Pass(mirror, $"{mirror} resolves.")
            : CheckOutcome.Miss(info, mirror, $"{mirror}, where packages come from, does not resolve: install them by hand, or from a mirror of your own.", new CheckFix("Let this host reach its package mirror, or name another one in its package sources."));
    }

    private CheckOutcome Forward(CheckInfo info)
        => host.Settings.Bridged ? CheckOutcome.NotApplicable("Machines are on the network beyond this host (NEXUS_NETWORK_MODE=bridged), so it forwards nothing for them.")
            : host.Read(Forwarding).Trim() == "1" ? CheckOutcome.Pass("on", "The host forwards IPv4.")
            : CheckOutcome.Miss(info, "off", "The host does not forward IPv4: machines reach nothing beyond it.",
                CheckFix.Of("Switch it on, now and at every start.", ValueSet.Commands(ForwardingKey, "1")));
}
