using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>A bridge on the network beyond the host, as measured.</summary>
internal sealed record OutsideView
{
    public required string Bridge { get; init; }

    /// <summary>Its number, the zone of link-local addresses over it.</summary>
    public int Index { get; init; }

    /// <summary>Its ports that are none of our taps; without one there is no network beyond.</summary>
    public ImmutableArray<string> Ports { get; init; } = [];

    /// <summary>The port that leads outside; null when it is gone.</summary>
    public string? Uplink { get; init; }

    public bool HasCarrier { get; init; }

    /// <summary>The host's own IPv4 addresses on it.</summary>
    public ImmutableArray<(IPAddress Address, int Prefix)> Addresses { get; init; } = [];

    /// <summary>The host's router over it, which is the machines' most likely; null without.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>From where the host calls machines; null where it has no IPv6.</summary>
    public IPAddress? LinkLocal { get; init; }

    /// <summary>The host's IPv6 routers over it.</summary>
    public ImmutableArray<IPAddress> Routers { get; init; } = [];

    /// <summary>The range the router gives addresses of, as far as the host's own address in it tells.</summary>
    public Cidr? Range
    {
        get
        {
            var ranges = Addresses.Where(static own => own.Prefix is >= 8 and <= 30).Select(static own => IpTool.CidrOf(own.Address, own.Prefix)).ToArray();
            return ranges.Length == 0 ? null : ranges.Where(range => Gateway is not null && range.Contains(Gateway)).Append(ranges[0]).First();
        }
    }

    /// <summary>Measures it; null when there is no such bridge.</summary>
    public static async Task<OutsideView?> LookAsync(string bridge, BridgeTaps taps, CancellationToken cancellationToken)
    {
        var links = await IpTool.LinksAsync(cancellationToken);
        if (links.FirstOrDefault(link => string.Equals(link.Name, bridge, StringComparison.Ordinal)) is not { Kind: "bridge" } own)
        {
            return null;
        }

        // Containers hang on veths; one leads outside only where nothing else does.
        var ports = links.Where(link => string.Equals(link.Master, bridge, StringComparison.Ordinal) && !taps.AreOurs(link) && link.Kind is not "tun").ToArray();
        var uplink = ports.FirstOrDefault(static port => port.Kind is not "veth") ?? ports.FirstOrDefault();
        return new OutsideView
        {
            Bridge = bridge,
            Index = own.Index,
            Ports = [.. ports.Select(static port => port.Name).Order(StringComparer.Ordinal)],
            Uplink = uplink?.Name,
            HasCarrier = uplink?.HasCarrier ?? false,
            Addresses = await IpTool.AddressesAsync(bridge, cancellationToken) ?? [],
            Gateway = (await IpTool.GatewaysAsync(bridge, ipv6: false, cancellationToken)).FirstOrDefault(),
            LinkLocal = (await IpTool.LinkLocalsAsync(bridge, cancellationToken)).Where(static own => own.Ready).Select(static own => own.Address).FirstOrDefault(),
            Routers = [.. (await IpTool.GatewaysAsync(bridge, ipv6: true, cancellationToken)).Where(static router => router.ScopeId == 0).Distinct()],
        };
    }
}
