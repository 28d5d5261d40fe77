namespace NexusQuantum.Tests.Shared;

/// <summary>The real clock, set wrong by so much.</summary>
public sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
