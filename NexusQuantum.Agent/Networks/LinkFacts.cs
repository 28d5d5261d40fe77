namespace NexusQuantum.Agent.Networks;

/// <summary>An interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Alias">What its maker wrote on it; empty without.</param>
/// <param name="Master">The bridge it is a port of; empty without.</param>
/// <param name="Kind">bridge, tun, veth, …; empty for a device.</param>
internal sealed record LinkFacts(string Name, string Alias, string Master, string Kind)
{
    /// <summary>Its number in this namespace, which is the zone of link-local addresses; 0 when not told.</summary>
    public int Index { get; init; }

    /// <summary>Whether it is up and has a partner on the line.</summary>
    public bool HasCarrier { get; init; }

    /// <summary>Its hardware address; empty without.</summary>
    public string Address { get; init; } = string.Empty;
}
