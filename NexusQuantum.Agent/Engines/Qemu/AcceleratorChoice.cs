using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>The accelerator of this host.</summary>
/// <param name="Accelerator">Which.</param>
/// <param name="Reason">Why, a sentence for people.</param>
/// <param name="Group">Group through which VM accounts may open /dev/kvm; null when they need none.</param>
internal sealed record AcceleratorChoice(Accelerator Accelerator, string Reason, uint? Group = null);
