using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Networks;

/// <summary>How the bridge is found and taken over.</summary>
internal sealed partial class OutsideBridge
{
    public async Task<Result<NetworkJournal>> EnsureAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        if (BridgeNeeds.Missing() is { } missing)
        {
            return missing;
        }

        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        journal = await ReplaceNatAsync(journal, cancellationToken);
        var up = await IpTool.RunAsync(cancellationToken, "link", "set", "dev", options.Bridge, "up");
        if (!up.Ok)
        {
            return up.Error;
        }

        var links = await IpTool.LinksAsync(cancellationToken);
        journal = await _ipv6.EnsureAsync(journal, links.First(link => string.Equals(link.Name, options.Bridge, StringComparison.Ordinal)).Address, cancellationToken);
        _view = await OutsideView.LookAsync(options.Bridge, _taps, cancellationToken);
        if (_view is null)
        {
            return BridgeNeeds.Refused($"{options.Bridge} went away", "Make it again.");
        }

        _firewall = await FirewallAsync(cancellationToken);
        var rules = await ApplyAsync(journal.Leases, cancellationToken);
        return rules.Then<NetworkJournal>(_ => journal);
    }

    private async Task<Error?> RefusalAsync(CancellationToken cancellationToken)
    {
        var fix = $"deploy/scripts/fc-bridge-setup.sh --mode bridged --bridge {options.Bridge} --uplink ADAPTER";
        if (await OutsideView.LookAsync(options.Bridge, _taps, cancellationToken) is { } view)
        {
            return view.Uplink is null ? BridgeNeeds.Refused($"{options.Bridge} carries no network adapter of this host, and bridged mode was chosen", fix) : null;
        }

        return (await IpTool.LinksAsync(cancellationToken)).Any(link => string.Equals(link.Name, options.Bridge, StringComparison.Ordinal))
            ? BridgeNeeds.Refused($"{options.Bridge} exists and is not a bridge", "Choose another name (FC_BRIDGE).")
            : BridgeNeeds.Refused($"there is no {options.Bridge}, and a bridge with a network adapter is made by whoever runs this host", fix);
    }

    /// <summary>
    /// Where this bridge was behind translation before: its name server ends, and the address it had for machines goes. It carries the host's own address
    /// now, so it is no more ours to remove. Forwarding stays as it is until we are removed, because others may rely on it by now.
    /// </summary>
    private async Task<NetworkJournal> ReplaceNatAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        await using (var former = new Dnsmasq(Dnsmasq.DirectoryIn(options.StateDirectory), time, log))
        {
            await former.StopAsync();
        }

        if (!journal.MadeBridge)
        {
            return journal;
        }

        if (journal.Range is { } range)
        {
            // An error means it is gone already.
            await IpTool.RunAsync(cancellationToken, "addr", "del", $"{range.Gateway}/{range.Prefix}", "dev", options.Bridge);
        }

        var changed = journal with { MadeBridge = false };
        changed.Write(options.StateDirectory);
        return changed;
    }
}
