using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>A NIC made ready for an engine.</summary>
internal sealed record NicAttachment
{
    public required NetworkId Network { get; init; }

    public required NetworkMode Mode { get; init; }

    public required MacAddress Mac { get; init; }

    /// <summary>Name of the tap on the bridge; null in user mode.</summary>
    public string? Tap { get; init; }

    /// <summary>The guest's address; null where it asks the network's own router for one.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Network bits of <see cref="Address"/>; 0 without.</summary>
    public int Prefix { get; init; }

    public IPAddress? Gateway { get; init; }

    public ImmutableArray<IPAddress> NameServers { get; init; } = [];

    /// <summary>
    /// Where this host reaches the guest: its address behind translation, its link-local address with our zone on a bridged network, null in user mode
    /// (the engine forwards a port) and where there is no way.
    /// </summary>
    public IPAddress? Reach { get; init; }

    /// <summary>From where this host calls the guest, when that is not the gateway; null otherwise.</summary>
    public IPAddress? HostAddress { get; init; }
}
