using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Networks;

/// <summary>The bridge of this host with translation, filter and name server. Every step measures before it acts.</summary>
internal sealed class NatBridge(NetworkOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly string[] Programs = ["ip", "nft"];
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";
    private readonly Dnsmasq _dnsmasq = new(Path.Combine(options.StateDirectory, "dnsmasq"), time, log);
    private readonly RulesGuard _guard = new(options, time, log);
    private FirewallProblems _firewall = new(null, null);
    private bool _hasWayOut;

    /// <summary>Whether guests can open connections to the outside.</summary>
    public bool Outbound => _firewall.Forward is null && _hasWayOut;

    /// <summary>What does not work, for people; null when all does.</summary>
    public string? Note
    {
        get
        {
            var text = string.Join(' ', new[]
            {
                _hasWayOut ? null : "This host has no default route, so guests reach nothing outside.",
                _firewall.Forward,
                _firewall.Input,
                _dnsmasq.Problem,
            }.OfType<string>());
            return text.Length > 0 ? text : null;
        }
    }

    /// <summary>Whether the bridge answers names; guests are told another name server where it does not.</summary>
    public bool AnswersNames => _dnsmasq.Problem is null;

    /// <summary>Mark on the taps of this installation.</summary>
    private string Alias => "nexus:" + options.Bridge;

    /// <summary>Why no bridge can be made here; null when it can.</summary>
    public static Error? Missing()
    {
        if (!HostReadings.IsRoot)
        {
            return Refused("the agent does not run as root", "Let root run the agent.");
        }

        if (!Tap.Usable())
        {
            return Refused("/dev/net/tun cannot be opened, so taps cannot be made", "modprobe tun");
        }

        var missing = Programs.Where(program => ChildProcess.Find(program) is null).ToArray();
        return missing.Length == 0 ? null : Refused($"{string.Join(" and ", missing)} not installed", "apt-get install iproute2 nftables");
    }

    /// <summary>Makes all of it stand; the layout and the journal with what was changed.</summary>
    public async Task<Result<(BridgeLayout Layout, NetworkJournal Journal)>> EnsureAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            return Missing() is { } missing ? missing : await MakeAsync(journal, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In a container /proc/sys may be closed to us; the message names the file.
            return Refused(SafeText.Clean(e.Message).TrimEnd('.'), "Let the agent write there.");
        }
    }

    /// <summary>Makes the pinned tap of a lease: filter first, so that no frame passes unpinned.</summary>
    public async Task<Result<Done>> AttachAsync(BridgeLayout layout, Lease lease, IReadOnlyCollection<Lease> all, CancellationToken cancellationToken)
    {
        var rules = await ApplyAsync(layout, all, cancellationToken);
        if (!rules.Ok)
        {
            return rules;
        }

        var made = Tap.Create(lease.Tap);
        if (!made.Ok)
        {
            return made;
        }

        var joined = await IpTool.BatchAsync(
            [
                ["link", "set", "dev", lease.Tap, "alias", Alias],
                ["link", "set", "dev", lease.Tap, "master", layout.Bridge],
                ["link", "set", "dev", lease.Tap, "up"],
                // The machine that had this address before is remembered for up to half a minute, in which the new one would not answer.
                ["neigh", "replace", lease.Address, "lladdr", lease.Mac.ToString(), "dev", layout.Bridge, "nud", "stale"],
            ],
            cancellationToken);
        if (!joined.Ok)
        {
            await DeleteAsync(lease.Tap, cancellationToken);
        }

        return joined;
    }

    /// <summary>Filter and name server for these leases.</summary>
    public async Task<Result<Done>> ApplyAsync(BridgeLayout layout, IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var script = NftRules.Build(layout, leases);
        var rules = await IpTool.NftAsync(script, cancellationToken);
        if (rules.Ok)
        {
            _guard.Begin(script);
            await _dnsmasq.UpdateAsync(leases);
        }

        return rules;
    }

    public static async Task DeleteAsync(string tap, CancellationToken cancellationToken)
        // An error means it is gone already.
        => await IpTool.RunAsync(cancellationToken, "link", "del", "dev", tap);

    /// <summary>Names of the taps this installation made.</summary>
    public async Task<IReadOnlyList<string>> TapsAsync(CancellationToken cancellationToken)
        => [.. (await IpTool.LinksAsync(cancellationToken)).Where(link => string.Equals(link.Alias, Alias, StringComparison.Ordinal)).Select(link => link.Name)];

    /// <summary>Takes everything of ours off the host.</summary>
    public async Task RemoveAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        await _guard.StopAsync();
        await _dnsmasq.StopAsync();
        foreach (var tap in await TapsAsync(cancellationToken))
        {
            await DeleteAsync(tap, cancellationToken);
        }

        await IpTool.NftAsync(NftRules.Remove(options.Bridge), cancellationToken);
        if (journal.MadeBridge)
        {
            await IpTool.RunAsync(cancellationToken, "link", "del", "dev", options.Bridge);
        }

        if (journal.MadeForwarding)
        {
            await File.WriteAllTextAsync(Forwarding, "0", cancellationToken);
        }
    }

    /// <summary>Lets go. The name server stays while taps do: guests need it when no agent runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _guard.DisposeAsync();
        if (HostReadings.IsRoot && (await TapsAsync(CancellationToken.None)).Count == 0)
        {
            await _dnsmasq.StopAsync();
        }

        await _dnsmasq.DisposeAsync();
    }

    private async Task<Result<(BridgeLayout Layout, NetworkJournal Journal)>> MakeAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        var bridge = await EnsureBridgeAsync(journal, cancellationToken);
        if (!bridge.Ok)
        {
            return bridge.Error;
        }

        var (layout, changed) = bridge.Value;
        if (File.ReadAllText(Forwarding).Trim() is "0")
        {
            // Journalled first: whoever removes us knows to put it back.
            changed = changed with { MadeForwarding = true };
            changed.Write(options.StateDirectory);
            File.WriteAllText(Forwarding, "1");
        }

        var rules = await IpTool.NftAsync(NftRules.Build(layout, changed.Leases), cancellationToken);
        if (!rules.Ok)
        {
            return rules.Error;
        }

        await _dnsmasq.EnsureAsync(layout, changed.Leases, cancellationToken);
        await LookAroundAsync(cancellationToken);
        _guard.Begin(NftRules.Build(layout, changed.Leases));

        return (layout, changed);
    }

    private async Task<Result<(BridgeLayout Layout, NetworkJournal Journal)>> EnsureBridgeAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        var links = await IpTool.LinksAsync(cancellationToken);
        var present = links.FirstOrDefault(link => string.Equals(link.Name, options.Bridge, StringComparison.Ordinal));
        if (present is not null && present.Kind is not "bridge")
        {
            return Refused($"{options.Bridge} exists and is not a bridge", "Choose another name (FC_BRIDGE).");
        }

        if (links.FirstOrDefault(link => string.Equals(link.Master, options.Bridge, StringComparison.Ordinal) && link.Alias.Length == 0 && link.Kind is not ("tun" or "veth")) is { } uplink)
        {
            // Our DHCP server would answer the whole outside network.
            return Refused($"{options.Bridge} carries {uplink.Name}, and only networks behind translation are offered", $"Take {uplink.Name} off the bridge, or choose another bridge (FC_BRIDGE).");
        }

        var addresses = await IpTool.AddressesAsync(options.Bridge, cancellationToken) ?? [];
        if (addresses is [var (address, prefix), ..] && prefix is >= 8 and <= 30)
        {
            var existing = new BridgeLayout(options.Bridge, IpTool.CidrOf(address, prefix), address);
            return (existing, journal with { Range = existing.Range });
        }

        var used = await IpTool.UsedAsync(options.Bridge, cancellationToken);
        if (RangeChoice.Pick(journal.Range, options.Range, used) is not { } range)
        {
            return Refused("no address range is free on this host", "Name a free one.");
        }

        var changed = journal with { Range = range, MadeBridge = journal.MadeBridge || present is null };
        changed.Write(options.StateDirectory);
        return await MakeBridgeAsync(present is null, range, cancellationToken) is { } error
            ? error
            : (new BridgeLayout(options.Bridge, range, range.Gateway), changed);
    }

    private async Task<Error?> MakeBridgeAsync(bool missing, Cidr range, CancellationToken cancellationToken)
    {
        IEnumerable<string[]> add = missing ? [BridgeSteps.Add(options.Bridge)] : [];
        var done = await IpTool.BatchAsync([.. add, .. BridgeSteps.Address(options.Bridge, range)], cancellationToken);
        if (!done.Ok)
        {
            return done.Error;
        }

        // Guests have IPv4 at first; without this the host would answer them at its link-local address.
        var ipv6 = $"/proc/sys/net/ipv6/conf/{options.Bridge}/disable_ipv6";
        if (File.Exists(ipv6))
        {
            await File.WriteAllTextAsync(ipv6, "1", cancellationToken);
        }

        return null;
    }

    private async Task LookAroundAsync(CancellationToken cancellationToken)
    {
        var ruleset = await ChildProcess.RunAsync(["nft", "list", "ruleset"], TimeSpan.FromSeconds(10), null, cancellationToken);
        _firewall = FirewallReading.Judge(ruleset.Output, options.Bridge);
        _hasWayOut = await IpTool.HasDefaultRouteAsync(cancellationToken);
    }

    private static Error Refused(string why, string fix) => new(ErrorKind.Unsupported, "bridge-refused", $"No bridge can be used: {why}.") { Fix = fix };
}
