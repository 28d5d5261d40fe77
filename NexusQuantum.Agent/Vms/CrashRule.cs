using System.Collections.Immutable;

namespace NexusQuantum.Agent.Vms;

/// <summary>A VM whose engine dies is started again with growing pauses, three times in ten minutes, then given up.</summary>
internal static class CrashRule
{
    public const int Restarts = 3;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly ImmutableArray<TimeSpan> Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20)];

    /// <summary>The crashes that count at <paramref name="now"/>, with a new one.</summary>
    public static ImmutableArray<DateTimeOffset> Add(ImmutableArray<DateTimeOffset> crashes, DateTimeOffset now)
        => [.. crashes.Where(at => now - at < Window && at <= now), now];

    public static bool GivesUp(ImmutableArray<DateTimeOffset> crashes) => crashes.Length > Restarts;

    /// <summary>How long to wait after the last crash.</summary>
    public static TimeSpan PauseAfter(ImmutableArray<DateTimeOffset> crashes)
        => crashes.IsEmpty ? TimeSpan.Zero : Pauses[Math.Min(crashes.Length, Pauses.Length) - 1];
}
