using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent.Vms;

/// <summary>Answer to a wish.</summary>
/// <param name="Report">The VM as it is now.</param>
/// <param name="Refused">The wish was older than the journal's, or the VM is being deleted; nothing changed.</param>
internal sealed record EnsureAnswer(VmReport Report, bool Refused);
