namespace NexusQuantum.Agent.Guests;

/// <summary>
/// Port 9000 of one running guest. It opens a moment after the hello (the hello must not wait for a web server on a slow processor)
/// and knows our key only once the identity was taken, so whoever calls a guest just after its hello waits here for that moment
/// instead of being told that nobody is there. Asking is harmless and repeated; the call itself is made once.
/// </summary>
internal sealed class GuestDoor(GuestAddress address, GuestDialer dialer, TimeProvider time)
{
    /// <summary>How long after its hello a guest may take to open, on an idle host. Measured under TCG: 0.4 to 1.2 s.</summary>
    public static readonly TimeSpan Youth = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private DateTimeOffset _youngUntil;
    private int _boot;
    private bool _open;

    public GuestAddress Address => address;

    /// <summary>The guest said hello in a boot we had not heard of.</summary>
    public void Booted(double slowness)
    {
        lock (_lock)
        {
            (_youngUntil, _open) = (time.GetUtcNow() + (Youth * slowness), false);
            _boot++;
        }
    }

    /// <summary>The guest goes down; what it answered before says nothing any more.</summary>
    public void Closed()
    {
        lock (_lock)
        {
            (_youngUntil, _open) = (default, false);
            _boot++;
        }
    }

    /// <summary>Null when the guest answers, or answered earlier in this boot; else why it does not, for people. A young guest is waited for.</summary>
    public async Task<string?> AwaitAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset until;
        int boot;
        lock (_lock)
        {
            if (_open)
            {
                return null;
            }

            (until, boot) = (_youngUntil, _boot);
        }

        while (await dialer.CheckAsync(address, cancellationToken) is { } problem)
        {
            if (time.GetUtcNow() >= until)
            {
                return problem;
            }

            await Task.Delay(AskEvery, time, cancellationToken);
        }

        lock (_lock)
        {
            // The answer may be of the boot before.
            _open |= boot == _boot;
        }

        return null;
    }
}
