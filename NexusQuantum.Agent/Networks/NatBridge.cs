using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Serialization;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>The bridge of this host with translation, filter and name server. Every step measures before it acts.</summary>
internal sealed class NatBridge(NetworkOptions options, TimeProvider time, ILogger log) : IBridge
{
    public const string Forwarding = "/proc/sys/net/ipv4/ip_forward";
    private readonly Dnsmasq _dnsmasq = new(Dnsmasq.DirectoryIn(options.StateDirectory), time, log);
    private readonly RulesGuard _guard = new(options, NftRules.Chains, null, time, log);
    private readonly BridgeTaps _taps = new(options.Bridge);
    private FirewallProblems _firewall = new(null, null);
    private bool _hasWayOut;
    private BridgeLayout? _layout;

    /// <summary>What does not work, for people; null when all does.</summary>
    private string? Note
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
    private bool AnswersNames => _dnsmasq.Problem is null;

    private BridgeLayout Layout => _layout ?? throw new InvalidOperationException("The bridge does not stand.");

    public NetworkFacts Facts(NetworkJournal journal) => new()
    {
        Id = journal.Id,
        Name = HostNetworks.Name,
        Mode = NetworkMode.Nat,
        Bridge = Layout.Bridge,
        Range = Layout.Range,
        Gateway = Ipv4Address.From(Layout.Gateway),
        AddressesUsed = journal.Leases.Length,
        Outbound = _firewall.Forward is null && _hasWayOut,
        Note = Note,
    };

    public async Task<Result<NetworkJournal>> EnsureAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        try
        {
            return BridgeNeeds.Missing() is { } missing ? missing : await MakeAsync(journal, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In a container /proc/sys may be closed to us; the message names the file.
            return BridgeNeeds.Refused(SafeText.Clean(e.Message).TrimEnd('.'), "Let the agent write there.");
        }
    }

    public Result<Lease> Choose(Lease lease, StaticAddress? asked, IReadOnlyCollection<Lease> others) => AddressPool.Choose(Layout, lease, asked, others);

    public async Task<Result<NicAttachment>> AttachAsync(Lease lease, NicSpec nic, IReadOnlyCollection<Lease> all, CancellationToken cancellationToken)
    {
        var rules = await ApplyAsync(all, cancellationToken);
        if (!rules.Ok)
        {
            return rules.Error;
        }

        // The machine that had this address before is remembered for up to half a minute, in which the new one would not answer.
        string[] neighbour = ["neigh", "replace", $"{lease.Ip}", "lladdr", lease.Mac.ToString(), "dev", Layout.Bridge, "nud", "stale"];
        var joined = await _taps.JoinAsync(lease, [neighbour], cancellationToken);
        return joined.Then<NicAttachment>(_ => new NicAttachment
        {
            Network = nic.Network,
            Mode = NetworkMode.Nat,
            Mac = nic.Mac,
            Tap = lease.Tap,
            Address = lease.Ip,
            Prefix = Layout.Range.Prefix,
            Gateway = Layout.Gateway,
            NameServers = [AnswersNames ? Layout.Gateway : ResolvConf.NameServer() ?? Layout.Gateway],
            Reach = lease.Ip,
        });
    }

    public async Task<Result<Done>> ApplyAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var script = NftRules.Build(Layout, leases);
        var rules = await IpTool.NftAsync(script, cancellationToken);
        if (rules.Ok)
        {
            _guard.Begin(script);
            await _dnsmasq.UpdateAsync(Given(Layout, leases));
        }

        return rules;
    }

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) => BridgeTaps.DeleteAsync(lease.Tap, cancellationToken);

    public Task<IReadOnlyList<string>> TapsAsync(CancellationToken cancellationToken) => _taps.NamesAsync(cancellationToken);

    public async Task RemoveAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        await _guard.StopAsync();
        await _dnsmasq.StopAsync();
        foreach (var tap in await TapsAsync(cancellationToken))
        {
            await BridgeTaps.DeleteAsync(tap, cancellationToken);
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

    /// <summary>Leases of another kind of network may be among them until their machines start again.</summary>
    private static IEnumerable<Lease> Given(BridgeLayout layout, IEnumerable<Lease> leases) => leases.Where(lease => lease.Ip is { } address && layout.Gives(address));

    private async Task<Result<NetworkJournal>> MakeAsync(NetworkJournal journal, CancellationToken cancellationToken)
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

        await _dnsmasq.EnsureAsync(layout, Given(layout, changed.Leases), cancellationToken);
        await LookAroundAsync(cancellationToken);
        _guard.Begin(NftRules.Build(layout, changed.Leases));
        _layout = layout;
        return changed;
    }

    private async Task<Result<(BridgeLayout Layout, NetworkJournal Journal)>> EnsureBridgeAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        var links = await IpTool.LinksAsync(cancellationToken);
        var present = links.FirstOrDefault(link => string.Equals(link.Name, options.Bridge, StringComparison.Ordinal));
        if (present is not null && present.Kind is not "bridge")
        {
            return BridgeNeeds.Refused($"{options.Bridge} exists and is not a bridge", "Choose another name (FC_BRIDGE).");
        }

        if (links.FirstOrDefault(link => string.Equals(link.Master, options.Bridge, StringComparison.Ordinal) && link.Alias.Length == 0 && link.Kind is not ("tun" or "veth")) is { } uplink)
        {
            // Our DHCP server would answer the whole outside network.
            return BridgeNeeds.Refused($"{options.Bridge} carries {uplink.Name}, and only networks behind translation are offered", $"Take {uplink.Name} off the bridge, or choose another bridge (FC_BRIDGE).");
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
            return BridgeNeeds.Refused("no address range is free on this host", "Name a free one.");
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
}
