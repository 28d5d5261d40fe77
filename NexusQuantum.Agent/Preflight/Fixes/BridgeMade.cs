using System.Collections.Immutable;
using System.Globalization;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>The bridge of the default network, as the agent makes it. It lasts until the host's next start; the agent then makes it anew.</summary>
internal sealed record BridgeMade(string Name, Cidr Range, string Boot) : IFixChange
{
    private static readonly string[] Links = ["ip", "-j", "-d", "link", "show"];

    private static readonly string[] Routes = ["ip", "-j", "-4", "route", "show", "table", "all"];

    public string Deed() => $"make the bridge {Name} with {Range.Gateway}/{Range.Prefix.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>It is left where something hangs on it: adapters of machines, other addresses, rules of an agent.</summary>
    public async Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
    {
        var links = IpTool.ReadLinks(await host.Eyes.AskAsync(Links, cancellationToken));
        if (Boot != host.Boot || links.FirstOrDefault(link => link.Name == Name) is not { } bridge)
        {
            return FixState.Absent;
        }

        var ports = links.Where(link => link.Master == Name).Select(link => link.Name).ToList();
        var addresses = IpTool.ReadAddresses(await host.Eyes.AskAsync(["ip", "-j", "-4", "addr", "show", "dev", Name], cancellationToken));
        return bridge.Kind != "bridge" ? FixState.Since($"{Name} is no bridge by now")
            : ports.Count > 0 ? FixState.Since($"{Name} carries {string.Join(", ", ports)}")
            : addresses.Any(address => !address.Address.Equals(Range.Gateway)) ? FixState.Since($"{Name} has other addresses by now")
            : (await host.Eyes.System.RunAsync(["nft", "list", "table", "inet", NftRules.Table(Name)], cancellationToken)).Ok ? FixState.Since($"the agent's rules stand on {Name}; remove the agent first")
            : FixState.Made;
    }

    public async Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        foreach (var step in Steps(Name, Range))
        {
            await host.DoAsync(cancellationToken, step);
        }

        // Guests have IPv4 at first; without this the host would answer them at its link-local address.
        if (host.Eyes.Exists($"/proc/sys/net/ipv6/conf/{Name}/disable_ipv6"))
        {
            host.Tell($"/proc/sys/net/ipv6/conf/{Name}/disable_ipv6", "1\n");
        }
    }

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken) => host.DoAsync(cancellationToken, "ip", "link", "del", "dev", Name);

    /// <summary>By hand.</summary>
    public static async Task<ImmutableArray<string>> CommandsAsync(CheckHost host, CancellationToken cancellationToken)
        => [.. Steps(host.Settings.Bridge, await FreeAsync(host, cancellationToken)).Select(step => "sudo " + string.Join(' ', step)), $"sudo sysctl -w net.ipv6.conf.{host.Settings.Bridge}.disable_ipv6=1"];

    public static async Task<IReadOnlyList<IFixChange>> PlanAsync(FixHost host, CancellationToken cancellationToken)
        => [new BridgeMade(host.Eyes.Settings.Bridge, await FreeAsync(host.Eyes, cancellationToken), host.Boot)];

    private static IEnumerable<string[]> Steps(string name, Cidr range) => new[] { BridgeSteps.Add(name) }.Concat(BridgeSteps.Address(name, range)).Select(step => (string[])["ip", .. step]);

    /// <summary>As the agent chooses.</summary>
    private static async Task<Cidr> FreeAsync(CheckHost host, CancellationToken cancellationToken)
    {
        var wished = new NetworkOptions { StateDirectory = "/" }.Range;
        var routes = await host.System.RunAsync(Routes, cancellationToken);
        return RangeChoice.Pick(null, wished, IpTool.ReadRoutes(routes.Ok ? routes.Output : "", host.Settings.Bridge)) ?? wished;
    }
}
