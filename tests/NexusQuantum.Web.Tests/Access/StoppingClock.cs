namespace NexusQuantum.Web.Tests.Access;

/// <summary>The real time, until it is stopped: from then on it stands, and no timer fires. What happens afterwards happens for another reason than the hour.</summary>
internal sealed class StoppingClock : TimeProvider
{
    private volatile Moment? _at;

    /// <summary>Stands from now on.</summary>
    public void Stop() => _at = new Moment(System.GetUtcNow(), System.GetTimestamp());

    public override DateTimeOffset GetUtcNow() => _at?.Now ?? base.GetUtcNow();

    public override long GetTimestamp() => _at?.Timestamp ?? base.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => base.CreateTimer(
            given =>
            {
                if (_at is null)
                {
                    callback(given);
                }
            },
            state, dueTime, period);

    private sealed record Moment(DateTimeOffset Now, long Timestamp);
}
