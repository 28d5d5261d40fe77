namespace NexusQuantum.Domain.Hosts;

/// <summary>An address of a host, as its agent found it.</summary>
/// <param name="Address">IPv4, or IPv6 without brackets.</param>
/// <param name="Interface">The interface that has it.</param>
public sealed record OwnAddress(string Address, string Interface);
