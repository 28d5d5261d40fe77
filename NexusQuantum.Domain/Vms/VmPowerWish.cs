using System.Text.Json.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>
/// The whole wish about power. Restart and reset are counters: asking again with the same number does nothing, so a repeated
/// request cannot restart a VM twice.
/// </summary>
public sealed record VmPowerWish
{
    /// <summary>A wish; generated JSON code knows a default only from a constructor's parameter, never from a property's initializer.</summary>
    /// <param name="graceSeconds">See <see cref="GraceSeconds"/>.</param>
    [JsonConstructor]
    public VmPowerWish(int graceSeconds = 30) => GraceSeconds = graceSeconds;

    /// <summary>The state to be in.</summary>
    public required VmPower Target { get; init; }

    /// <summary>How many times a restart (graceful stop, then start with the current spec) was asked for since creation.</summary>
    public int Boots { get; init; }

    /// <summary>How many times a hardware reset was asked for since creation.</summary>
    public int Resets { get; init; }

    /// <summary>Seconds a guest gets to shut down by itself before its power is cut; 0 cuts at once. 0 to 3600.</summary>
    public int GraceSeconds { get; init; }
}
