namespace NexusQuantum.Web.Operations;

/// <summary>How operations are run.</summary>
internal sealed record OperationOptions
{
    /// <summary>How long a claim holds without renewal: the longest a crashed replica's work waits for another replica.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A quarter of the lease, so that three renewals may be lost.</summary>
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The net below all wake-ups.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At once, per replica.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>Claims after which work that keeps killing its portal is given up.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Ended operations are forgotten after this.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>An idempotency key is remembered this long.</summary>
    public TimeSpan KeyRetention { get; init; } = TimeSpan.FromHours(24);
}
