namespace NexusQuantum.Agent.Networks;

/// <summary>What other firewalls of this host do to our guests.</summary>
/// <param name="Forward">Why nothing goes out; null when it does.</param>
/// <param name="Input">Why DHCP and DNS do not answer; null when they do.</param>
internal sealed record FirewallProblems(string? Forward, string? Input);
