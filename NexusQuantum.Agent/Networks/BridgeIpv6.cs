using System.Net;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>IPv6 of a bridge, over which the host reaches machines whose addresses it does not give. What is changed is journalled first and put back.</summary>
internal sealed class BridgeIpv6(NetworkOptions options, TimeProvider time)
{
    private const string Consequence = "so this host does not reach the machines' agents over the network: no shell and no commands in them.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Why it is not there; null when it is.</summary>
    public string? Problem { get; private set; }

    private string Directory => $"/proc/sys/net/ipv6/conf/{options.Bridge}";

    private string Switch => Path.Combine(Directory, "disable_ipv6");

    private string AcceptRa => Path.Combine(Directory, "accept_ra");

    /// <summary>Makes the bridge have a link-local address that is ready for use; the journal with what that took.</summary>
    public async Task<NetworkJournal> EnsureAsync(NetworkJournal journal, string hardware, CancellationToken cancellationToken)
    {
        Problem = null;
        if (!File.Exists(Switch))
        {
            Problem = $"This kernel has no IPv6, {Consequence} Fix: start it without ipv6.disable=1.";
            return journal;
        }

        try
        {
            if (File.ReadAllText(Switch).Trim() is not "0")
            {
                journal = SwitchOn(journal);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = $"IPv6 is off at {options.Bridge}, {Consequence} Fix: sysctl -w net.ipv6.conf.{options.Bridge}.disable_ipv6=0";
            return journal;
        }

        return await AddressAsync(journal, hardware, cancellationToken);
    }

    public async Task RemoveAsync(NetworkJournal journal, CancellationToken cancellationToken)
    {
        if (journal.MadeLinkLocal is { } address)
        {
            // An error means it is gone already.
            await IpTool.RunAsync(cancellationToken, "addr", "del", address + "/64", "dev", options.Bridge);
        }

        if (journal.AcceptRa is { } before && File.Exists(Switch))
        {
            File.WriteAllText(Switch, "1");
            File.WriteAllText(AcceptRa, before);
        }
    }

    /// <summary>Whoever switched it off does not want addresses and routes from outside either: the bridge gets its link-local address alone.</summary>
    private NetworkJournal SwitchOn(NetworkJournal journal)
    {
        var changed = journal with { AcceptRa = journal.AcceptRa ?? File.ReadAllText(AcceptRa).Trim() };
        changed.Write(options.StateDirectory);
        File.WriteAllText(AcceptRa, "0");
        File.WriteAllText(Switch, "0");
        return changed;
    }

    private async Task<NetworkJournal> AddressAsync(NetworkJournal journal, string hardware, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var found = await IpTool.LinkLocalsAsync(options.Bridge, cancellationToken);
        if (found.Length == 0 && MacAddress.TryParse(hardware, null, out var mac))
        {
            // A network manager keeps the kernel from making one (addr_gen_mode), or the line is down.
            var own = LinkLocal.Of(mac).ToString();
            journal = journal with { MadeLinkLocal = own };
            journal.Write(options.StateDirectory);
            var added = await IpTool.RunAsync(cancellationToken, "addr", "add", own + "/64", "dev", options.Bridge, "scope", "link", "nodad");
            Problem = Told(added);
        }

        while (Problem is null && !(await IpTool.LinkLocalsAsync(options.Bridge, cancellationToken)).Any(static own => own.Ready))
        {
            if (time.GetElapsedTime(begin) > Patience)
            {
                Problem = $"{options.Bridge} got no link-local IPv6 address, {Consequence} Fix: look for another machine with its hardware address, {hardware}";
                break;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return journal;
    }

    private string? Told(Result<Done> added) => added.Ok ? null : $"{options.Bridge} takes no link-local IPv6 address ({added.Error.Message}), {Consequence}";
}
