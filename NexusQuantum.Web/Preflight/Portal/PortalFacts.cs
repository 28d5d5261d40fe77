using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The machine this portal runs on, read for one run.</summary>
/// <param name="settings">What the portal was told.</param>
/// <param name="database">Asks the database; called once.</param>
/// <param name="clocks">Asks the hosts; null where nobody here speaks to them.</param>
/// <param name="time">Its clock.</param>
internal sealed class PortalFacts(PortalSettings settings, Func<CancellationToken, Task<DatabaseReading>> database, Func<CancellationToken, Task<ImmutableArray<HostClock>>>? clocks, TimeProvider time) : IPortalFacts
{
    private Task<DatabaseReading>? _reading;

    public PortalSettings Settings => settings;

    // The first check's patience bounds the one reading: the others wait for its end, or hear what it failed of.
    public Task<DatabaseReading> DatabaseAsync(CancellationToken cancellationToken) => _reading ??= database(cancellationToken);

    public long MemoryBytes() => ReadMemory() is > 0 and var bytes ? bytes : throw new InvalidDataException("/proc/meminfo names no MemTotal");

    public string? WhyNotListen(IPEndPoint address) => PortCheck.WhyNot(address);

    public CertificateFacts? Certificate()
    {
        var own = Path.Combine(settings.Options.DataDirectory, "tls.pem");
        var path = settings.Options.TlsCertificate ?? own;
        if (settings.Options.TlsCertificate is null && !File.Exists(own))
        {
            return null;
        }

        // With its key: a pair that does not match is refused here as it is at the start.
        using var pair = settings.Options is { TlsCertificate: { } certificate, TlsKey: { } key } ? X509Certificate2.CreateFromPemFile(certificate, key) : X509Certificate2.CreateFromPemFile(path);
        var shown = X509CertificateLoader.LoadCertificate(pair.RawDataMemory.Span);
        return new CertificateFacts(path, settings.Options.TlsCertificate is null, new DateTimeOffset(shown.NotBefore), new DateTimeOffset(shown.NotAfter), name => shown.MatchesHostname(name));
    }

    public async Task<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) => [.. await Dns.GetHostAddressesAsync(name, cancellationToken)];

    public DataDirectoryFacts? DataDirectory()
    {
        var path = settings.Options.DataDirectory;
        return Directory.Exists(path) ? new DataDirectoryFacts(File.GetUnixFileMode(path), WhyNotWritable(path)) : null;
    }

    public long FreeBytes()
    {
        var place = settings.Options.DataDirectory;
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        return new DriveInfo(place).AvailableFreeSpace;
    }

    public async Task<ImmutableArray<HostClock>?> ClocksAsync(CancellationToken cancellationToken) => clocks is null ? null : await clocks(cancellationToken);

    public DateTimeOffset Now() => time.GetUtcNow();

    /// <summary>A file that is gone when it is closed, however this ends.</summary>
    private static string? WhyNotWritable(string directory)
    {
        try
        {
            using var file = new FileStream(Path.Combine(directory, $".check-{Guid.NewGuid():N}"), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return e is UnauthorizedAccessException ? "permission denied." : e.Message;
        }
    }

    // proc_meminfo(5): "MemTotal:       24602420 kB".
    private static long ReadMemory()
        => File.ReadLines("/proc/meminfo").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(words => words is ["MemTotal:", _, "kB"]) is { } words && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : 0;
}
