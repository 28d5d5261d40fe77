namespace NexusQuantum.Domain.Access;

/// <summary>Who asks: passed to every handler, by pages and endpoints alike.</summary>
/// <param name="UserId">The account, of a person or a service.</param>
/// <param name="Name">Its user name, for operations and events.</param>
public sealed record Caller(Guid UserId, string Name)
{
    /// <summary>The product itself: restarts, sweeps, imports of shipped images.</summary>
    public static readonly Caller System = new(Guid.Empty, "nexus") { Rights = Rights.All, Origin = new CallerOrigin("portal", null, null) };

    /// <summary>The account; null for the product itself.</summary>
    public Guid? AccountId => UserId == Guid.Empty ? null : UserId;

    /// <summary>What it may do, as of now.</summary>
    public Rights Rights { get; init; } = Rights.None;

    /// <summary>IANA name of the zone in which its person wants times; null when it is the browser's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>By which credential and from where, for the audit.</summary>
    public CallerOrigin Origin { get; init; } = CallerOrigin.Unknown;
}

/// <summary>How a caller came in.</summary>
/// <param name="Kind"><c>session</c>, <c>token</c>, <c>host</c> (a command on the portal's host), <c>portal</c> (the product itself) or <c>none</c>.</param>
/// <param name="CredentialId">The session or token.</param>
/// <param name="Address">The network address it came from.</param>
public sealed record CallerOrigin(string Kind, Guid? CredentialId, string? Address)
{
    /// <summary>Nothing is known.</summary>
    public static readonly CallerOrigin Unknown = new("none", null, null);
}
