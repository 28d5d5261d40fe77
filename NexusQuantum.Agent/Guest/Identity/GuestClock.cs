using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>Steps the guest's clock to the host's when the two are more than a second apart (a restored or paused guest lives in the past).</summary>
internal sealed unsafe class GuestClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    public void Follow(DateTimeOffset host)
    {
        if ((host - time.GetUtcNow()).Duration() <= Tolerance)
        {
            return;
        }

        var ticks = host.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        if (ticks < 0)
        {
            throw new FormatException("the host's clock is before 1970");
        }

        var value = new Libc.TimeSpec
        {
            Seconds = ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
        if (Libc.SetClock(0, &value) < 0)
        {
            throw LinuxException.Last("clock_settime");
        }
    }
}
