using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// A bridge that carries an adapter of this host: machines are on the network beyond it, and its router gives them addresses. Neither bridge nor adapter
/// is made or moved here. The host reaches a machine's agent at the link-local address that follows from the hardware address its tap is pinned to, so
/// nothing a machine says about itself is ever dialled.
/// </summary>
internal sealed partial class OutsideBridge(NetworkOptions options, TimeProvider time, ILogger log) : IBridge
{
    private const string BridgedFrames = "/proc/sys/net/bridge/bridge-nf-call-iptables";
    private readonly SemaphoreSlim _filtering = new(1, 1);
    private readonly BridgeTaps _taps = new(options.Bridge);
    private readonly BridgeIpv6 _ipv6 = new(options, time);
    private RulesGuard? _guard;
    private OutsideView? _view;
    private IReadOnlyCollection<Lease> _leases = [];
    private string _script = string.Empty;
    private string? _firewall;

    private OutsideView View => _view ?? throw new InvalidOperationException("The bridge does not stand.");

    private RulesGuard Guard => _guard ??= new RulesGuard(options, OutsideRules.Chains, LookAgainAsync, time, log);

    public NetworkFacts Facts(NetworkJournal journal) => new()
    {
        Id = journal.Id,
        Name = HostNetworks.Name,
        Mode = NetworkMode.Bridged,
        Bridge = View.Bridge,
        Uplink = View.Uplink,
        Range = View.Range,
        Gateway = View.Gateway is { } gateway ? Ipv4Address.From(gateway) : null,
        AddressesUsed = journal.Leases.Length,
        Outbound = View.HasCarrier && _firewall is null,
        Note = Note(View),
    };

    public Result<Lease> Choose(Lease lease, StaticAddress? asked, IReadOnlyCollection<Lease> others)
    {
        if (asked is not { Address: var wished })
        {
            return lease with { Address = null, Asked = false };
        }

        var address = wished.ToIPAddress();
        return View.Addresses.Any(own => own.Address.Equals(address)) ? AskedAddress.Taken(wished, "this host")
            : others.Any(other => other.Asked && address.Equals(other.Ip)) ? AskedAddress.Taken(wished, "another machine of this host")
            : lease with { Address = wished.ToString(), Asked = true };
    }

    public async Task<Result<NicAttachment>> AttachAsync(Lease lease, NicSpec nic, IReadOnlyCollection<Lease> all, CancellationToken cancellationToken)
    {
        var rules = await ApplyAsync(all, cancellationToken);
        if (!rules.Ok)
        {
            return rules.Error;
        }

        var view = View;
        string[][] neighbour = view.LinkLocal is null ? [] : [["neigh", "replace", LinkLocal.Of(lease.Mac).ToString(), "lladdr", lease.Mac.ToString(), "dev", view.Bridge, "nud", "permanent"]];
        var joined = await _taps.JoinAsync(lease, neighbour, cancellationToken);
        return joined.Then<NicAttachment>(_ => new NicAttachment
        {
            Network = nic.Network,
            Mode = NetworkMode.Bridged,
            Mac = nic.Mac,
            Tap = lease.Tap,
            Address = nic.Address?.Address.ToIPAddress(),
            Prefix = nic.Address?.Prefix ?? 0,
            Gateway = nic.Address?.Gateway?.ToIPAddress(),
            NameServers = [.. nic.Address?.NameServers.Select(static server => server.ToIPAddress()) ?? []],
            Reach = view.LinkLocal is null ? null : new System.Net.IPAddress(LinkLocal.Of(lease.Mac).GetAddressBytes(), view.Index),
            HostAddress = view.LinkLocal,
        });
    }

    public async Task<Result<Done>> ApplyAsync(IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        await _filtering.WaitAsync(cancellationToken);
        try
        {
            return await FilterAsync(View, leases, cancellationToken);
        }
        finally
        {
            _filtering.Release();
        }
    }

    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await BridgeTaps.DeleteAsync(lease.Tap, cancellationToken);

        // An error means it was never told.
        await IpTool.RunAsync(cancellationToken, "neigh", "del", LinkLocal.Of(lease.Mac).ToString(), "dev", options.Bridge);
    }

    public Task<IReadOnlyList<string>> TapsAsync(CancellationToken cancellationToken) => _taps.NamesAsync(cancellationToken);

    public async Task RemoveAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        await Guard.StopAsync();
        foreach (var lease in journal.Leases)
        {
            await ReleaseAsync(lease, cancellationToken);
        }

        foreach (var tap in await TapsAsync(cancellationToken))
        {
            await BridgeTaps.DeleteAsync(tap, cancellationToken);
        }

        await IpTool.NftAsync(NftRules.Remove(options.Bridge), cancellationToken);
        await _ipv6.RemoveAsync(journal, cancellationToken);
        if (journal.MadeForwarding)
        {
            await File.WriteAllTextAsync(NatBridge.Forwarding, "0", cancellationToken);
        }
    }

    /// <summary>Lets go; taps and rules stay for the machines that go on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            await _guard.DisposeAsync();
        }

        _filtering.Dispose();
    }

    private async Task<Result<Done>> FilterAsync(OutsideView view, IReadOnlyCollection<Lease> leases, CancellationToken cancellationToken)
    {
        var script = OutsideRules.Build(view, leases);
        var done = await IpTool.NftAsync(script, cancellationToken);
        if (done.Ok)
        {
            (_leases, _script) = (leases, script);
            Guard.Begin(script);
        }

        return done;
    }

    /// <summary>The host's own addresses and its router come and go with DHCP, and machines may have none of them.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        if (await OutsideView.LookAsync(options.Bridge, _taps, cancellationToken) is not { } view)
        {
            _view = View with { Uplink = null, HasCarrier = false };
            return;
        }

        await _filtering.WaitAsync(cancellationToken);
        try
        {
            // Machines were told the address the host calls from; it stays while they do.
            _view = view with { LinkLocal = View.LinkLocal ?? view.LinkLocal };
            _firewall = await FirewallAsync(cancellationToken);
            if (!string.Equals(OutsideRules.Build(_view, _leases), _script, StringComparison.Ordinal))
            {
                await FilterAsync(_view, _leases, cancellationToken);
            }
        }
        finally
        {
            _filtering.Release();
        }
    }

    /// <summary>Bridged frames are nobody's business but the bridge's, unless br_netfilter hands them to the host's firewall.</summary>
    private async Task<string?> FirewallAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(BridgedFrames) || File.ReadAllText(BridgedFrames).Trim() is not "1")
        {
            return null;
        }

        var ruleset = await ChildProcess.RunAsync(["nft", "list", "ruleset"], TimeSpan.FromSeconds(10), null, cancellationToken);
        return FirewallReading.JudgeBridged(ruleset.Output, options.Bridge);
    }

    private string? Note(OutsideView view)
    {
        var text = string.Join(' ', new[]
        {
            view switch
            {
                { Uplink: null } => $"{view.Bridge} carries no network adapter any more, so machines reach nothing outside.",
                { HasCarrier: false } => $"{view.Uplink} has no link, so machines reach nothing outside. Fix: plug its cable in, or ip link set dev {view.Uplink} up",
                _ => null,
            },
            _firewall,
            _ipv6.Problem,
        }.OfType<string>());
        return text.Length > 0 ? text : null;
    }
}
