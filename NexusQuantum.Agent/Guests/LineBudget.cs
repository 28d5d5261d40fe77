namespace NexusQuantum.Agent.Guests;

/// <summary>How fast somebody may talk to us in lines: a bucket that refills evenly. What comes faster waits at the sender's.</summary>
internal sealed class LineBudget(TimeProvider time, int burst, int perSecond)
{
    private double _tokens = burst;
    private long _last = time.GetTimestamp();

    /// <summary>Takes one line's worth; answers how long to wait before reading it.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
        _tokens--;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
    }
}
