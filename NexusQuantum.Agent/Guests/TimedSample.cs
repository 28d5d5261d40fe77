using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guests;

/// <summary>A guest's sample and when it came (<see cref="TimeProvider.GetTimestamp"/>).</summary>
internal sealed record TimedSample(GuestSample Sample, long Timestamp);
