using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>
/// What one session or token counts for, shared by every request, circuit and hub connection that came in by it and kept current by
/// <see cref="Standings"/>: reading it costs nothing, and a right that was taken away is gone for all of them at once.
/// </summary>
internal sealed class CredentialStanding(Guid id, bool isToken)
{
    private readonly Lock _gate = new();
    private volatile Caller? _caller;
    private long _checkedAt;
    private long _usedAt;
    private long _touchedAt;

    public Guid Id { get; } = id;

    public bool IsToken { get; } = isToken;

    /// <summary>Null when it has ended: deleted, expired, or its account is disabled or gone.</summary>
    public Caller? Caller => _caller;

    /// <summary>Asks for the caller, as a principal does; one that has ended may do nothing.</summary>
    public Caller Now(string? address) => (_caller ?? Nobody) is var caller && address is null ? caller : caller with { Origin = caller.Origin with { Address = address } };

    /// <summary>Timestamp of the last look into the database.</summary>
    public long CheckedAt => Interlocked.Read(ref _checkedAt);

    /// <summary>Timestamp of the last request, or look at an open connection, that came in by it.</summary>
    public long UsedAt => Interlocked.Read(ref _usedAt);

    public void Use(long timestamp) => Interlocked.Exchange(ref _usedAt, timestamp);

    /// <summary>Whether its use should be written down now: about once a minute.</summary>
    public bool TouchDue(TimeProvider time)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_touchedAt != 0 && time.GetElapsedTime(_touchedAt, now) < TimeSpan.FromMinutes(1))
            {
                return false;
            }

            _touchedAt = now;
            return true;
        }
    }

    /// <summary>Takes what a look that began at <paramref name="timestamp"/> found; an older look than the last one is stale and ignored.</summary>
    public void Set(Caller? caller, long timestamp)
    {
        lock (_gate)
        {
            if (timestamp < CheckedAt)
            {
                return;
            }

            _caller = caller;
            Interlocked.Exchange(ref _checkedAt, timestamp);
        }
    }

    private static readonly Caller Nobody = new(Guid.Empty, "nobody");
}
