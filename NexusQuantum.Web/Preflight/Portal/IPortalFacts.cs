using System.Collections.Immutable;
using System.Net;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>What the portal's checks ask of the machine they run on. Recorded answers in tests.</summary>
internal interface IPortalFacts
{
    /// <summary>What the portal was told.</summary>
    PortalSettings Settings { get; }

    /// <summary>Asks the database once for all checks of a run; throws what kept it from answering.</summary>
    Task<DatabaseReading> DatabaseAsync(CancellationToken cancellationToken);

    /// <summary>Memory of this machine, bytes.</summary>
    long MemoryBytes();

    /// <summary>Why an address cannot be listened on, with who holds it; null when it can.</summary>
    string? WhyNotListen(IPEndPoint address);

    /// <summary>The certificate that browsers see; null when it is made at the first start.</summary>
    CertificateFacts? Certificate();

    /// <summary>The addresses of a name; throws where it has none.</summary>
    Task<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);

    /// <summary>The data directory; null when it is not there yet.</summary>
    DataDirectoryFacts? DataDirectory();

    /// <summary>Free bytes where the data directory is, or will be.</summary>
    long FreeBytes();

    /// <summary>The clocks of the hosts that answer or are refused for their clock; null where nobody here speaks to hosts.</summary>
    Task<ImmutableArray<HostClock>?> ClocksAsync(CancellationToken cancellationToken);

    DateTimeOffset Now();
}
