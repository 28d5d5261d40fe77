using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;

namespace NexusQuantum.Agent.Vms;

/// <summary>A VM with a process, as its neighbours see it.</summary>
/// <param name="Process">The engine's process.</param>
/// <param name="Line">The guest's control line, null when the image has no guest agent.</param>
/// <param name="Address">Where port 9000 is dialled, null when there is no way.</param>
internal sealed record RunningVm(IVmProcess Process, GuestLine? Line, GuestAddress? Address);
