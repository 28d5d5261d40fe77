namespace NexusQuantum.Domain.Networks;

/// <summary>A network as a host has it.</summary>
public sealed record NetworkFacts
{
    /// <summary>Its id, made by the agent and kept in its journal.</summary>
    public required NetworkId Id { get; init; }

    /// <summary>Its name on that host.</summary>
    public required string Name { get; init; }

    /// <summary>How guests reach the outside.</summary>
    public required NetworkMode Mode { get; init; }

    /// <summary>The bridge, null in user mode.</summary>
    public string? Bridge { get; init; }

    /// <summary>The adapter of the host that a bridged network carries; null otherwise.</summary>
    public string? Uplink { get; init; }

    /// <summary>The guests' range; null on a bridged network where the host itself has no address, because only its router knows.</summary>
    public Cidr? Range { get; init; }

    /// <summary>The guests' router: the host's own address behind translation, the host's router on a bridged network; null when unknown.</summary>
    public Ipv4Address? Gateway { get; init; }

    /// <summary>Addresses given to VMs now; on a bridged network, where its router gives them, the number of NICs.</summary>
    public required int AddressesUsed { get; init; }

    /// <summary>Whether guests can open connections to the outside, and why not when they cannot.</summary>
    public required bool Outbound { get; init; }

    /// <summary>
    /// Why no VM can be placed on it now, with the fix, for people; null when VMs can. <see cref="Mode"/> is then what it is to be,
    /// and <see cref="Range"/> the range it had or wishes for.
    /// </summary>
    public string? Unavailable { get; init; }

    /// <summary>Why something of it does not work, null when all does; also said when it is unavailable.</summary>
    public string? Note { get; init; }
}
