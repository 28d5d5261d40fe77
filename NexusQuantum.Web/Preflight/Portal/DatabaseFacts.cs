using System.Collections.Immutable;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>What the portal's database server said of itself and of our role.</summary>
internal sealed record DatabaseFacts
{
    /// <summary><c>server_version_num</c>: 150006 is 15.6.</summary>
    public required int VersionNumber { get; init; }

    /// <summary>As the server writes it: "15.6 (Debian 15.6-0+deb12u1)".</summary>
    public required string Version { get; init; }

    public required long SharedBufferBytes { get; init; }

    public required int MaxConnections { get; init; }

    public required string Role { get; init; }

    public required bool MayCreateDatabases { get; init; }

    /// <summary>What the role may not do that the portal does; empty when it may do all.</summary>
    public required ImmutableArray<string> Missing { get; init; }

    /// <summary>Whether this very connection runs over TLS.</summary>
    public required bool IsEncrypted { get; init; }

    /// <summary>Whether the server is on this machine: a Unix socket, or one of its own addresses.</summary>
    public required bool IsHere { get; init; }

    /// <summary>Median of twenty round trips.</summary>
    public required double Milliseconds { get; init; }
}
