namespace NexusQuantum.Agent.Networks;

/// <summary>An interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Alias">What its maker wrote on it; empty without.</param>
/// <param name="Master">The bridge it is a port of; empty without.</param>
/// <param name="Kind">bridge, tun, veth, …; empty for a device.</param>
internal sealed record LinkFacts(string Name, string Alias, string Master, string Kind);
