using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web;

/// <summary>What the portal was told by its environment; read once, checked at start, injected as a value.</summary>
internal sealed record WebOptions
{
    /// <summary><c>MANAGER_BIND</c>: address and port served; TLS and plain HTTP on the same one.</summary>
    public IPEndPoint Bind { get; init; } = new(IPAddress.Any, 18080);

    /// <summary><c>MANAGER_BASE</c>: how agents and browsers reach this portal from outside; null when nobody said.</summary>
    public Uri? Base { get; init; }

    /// <summary><c>DATABASE_URL</c>; null for the private cluster.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary><c>NEXUS_DATA_DIR</c>: the private cluster, the master key, uploads.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>NEXUS_PLAIN_HTTP=1</c>: serves everything without TLS to everyone; said on the sign-in page.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>
    /// <c>NEXUS_PROXIES</c>: addresses and ranges of reverse proxies whose <c>X-Forwarded-*</c> headers are believed; they must set all
    /// three themselves. Empty: the headers are ignored.
    /// </summary>
    public ImmutableArray<IPNetwork> Proxies { get; init; } = [];

    /// <summary>
    /// <c>NEXUS_HSTS_DAYS</c>: for how long browsers that came by a trusted certificate insist on TLS for this host name; 0 tells them to
    /// forget it.
    /// </summary>
    public int HstsDays { get; init; } = 365;

    /// <summary><c>NEXUS_BASE_IMAGES</c>: a directory of base images to import at start; null for none.</summary>
    public string? BaseImageDirectory { get; init; }

    /// <summary><c>NEXUS_TLS_CERT</c> and <c>NEXUS_TLS_KEY</c>: PEM files in place of the self-made certificate.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    /// <summary><c>NEXUS_ALLOW_ROOT=1</c>: serves as root, for containers and tests; the private cluster still runs as an ordinary account.</summary>
    public bool AllowRoot { get; init; }

    /// <summary>Where this portal answers on this machine.</summary>
    public Uri LocalAddress => new($"http://localhost:{Bind.Port}");
}
