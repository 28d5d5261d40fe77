using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Guests;

namespace NexusQuantum.Agent.Vms;

/// <summary>A VM with a process, as its neighbours see it.</summary>
/// <param name="Process">The engine's process.</param>
/// <param name="Line">The guest's control line, null when the image has no guest agent.</param>
/// <param name="Door">Its port 9000, null when there is no way to it.</param>
internal sealed record RunningVm(IVmProcess Process, GuestLine? Line, GuestDoor? Door);
