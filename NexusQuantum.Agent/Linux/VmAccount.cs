namespace NexusQuantum.Agent.Linux;

/// <summary>The account a VM's processes run as.</summary>
/// <param name="Uid">Its uid and gid; null when the agent is not root and everything stays its own.</param>
internal sealed record VmAccount(uint? Uid);
