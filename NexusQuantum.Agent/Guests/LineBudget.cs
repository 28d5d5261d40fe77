namespace NexusQuantum.Agent.Guests;

/// <summary>How fast a guest may talk on its control line: a bucket of lines that refills evenly. What comes faster waits in the guest.</summary>
internal sealed class LineBudget(TimeProvider time)
{
    private const int Burst = 40;
    private const int PerSecond = 20;

    private double _tokens = Burst;
    private long _last = time.GetTimestamp();

    /// <summary>Takes one line's worth; answers how long to wait before reading it.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * PerSecond));
        _last = now;
        _tokens--;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / PerSecond);
    }
}
