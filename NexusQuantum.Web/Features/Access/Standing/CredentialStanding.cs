using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>
/// What one session or token counts for, shared by every request, circuit and hub connection that came in by it and kept current by
/// <see cref="Standings"/>: reading it costs nothing, and a right that was taken away is gone for all of them at once.
/// </summary>
internal sealed class CredentialStanding(Guid id, bool isToken)
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private volatile Caller? _caller;
    private volatile bool _asked;
    private long _checkedAt;
    private long _usedAt;
    private CredentialUse? _use;
    private DateTimeOffset? _notedAt;

    public Guid Id { get; } = id;

    public bool IsToken { get; } = isToken;

    /// <summary>Null when it has ended: deleted, expired, or its account is disabled or gone.</summary>
    public Caller? Caller => _caller;

    /// <summary>Asks for the caller, as a principal does; one that has ended may do nothing.</summary>
    public Caller Now(string? address)
    {
        _asked = true;
        return (_caller ?? Nobody) is var caller && address is null ? caller : caller with { Origin = caller.Origin with { Address = address } };
    }

    /// <summary>Whether anybody asked since the last time that this was looked at: a console outlives the connection that it was opened by.</summary>
    public bool TakeAsked()
    {
        var asked = _asked;
        _asked = false;
        return asked;
    }

    /// <summary>Timestamp of the last look into the database.</summary>
    public long CheckedAt => Interlocked.Read(ref _checkedAt);

    /// <summary>Timestamp of the last request, or look at an open connection, that came in by it.</summary>
    public long UsedAt => Interlocked.Read(ref _usedAt);

    public void Use(long timestamp) => Interlocked.Exchange(ref _usedAt, timestamp);

    /// <summary>A request came in by it, from there. It is written down later: a request waits for no write of ours.</summary>
    public void Came(DateTimeOffset at, string? address)
    {
        lock (_gate)
        {
            _use = new CredentialUse(Id, at, address);
        }
    }

    /// <summary>Its newest use when that should be written down now: the first at once, later ones about once a minute.</summary>
    public CredentialUse? UseToNote(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _caller is null || now - _notedAt < NoteEvery ? null : _use;
        }
    }

    /// <summary>That use was written down.</summary>
    public void Noted(CredentialUse use, DateTimeOffset at)
    {
        lock (_gate)
        {
            _notedAt = at;
            _use = _use == use ? null : _use;
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

/// <summary>That a session or token was used, when, and from where.</summary>
internal sealed record CredentialUse(Guid Id, DateTimeOffset At, string? Address);
