using System.Net.Sockets;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>Each other check of the portal three ways on recorded facts: it passes, it does not, it cannot be read.</summary>
public sealed class PortalChecksTests
{
    private static readonly RecordedPortal Portal = new();

    [Fact]
    public async Task A_portal_that_meets_everything_passes_everything()
    {
        var report = await PortalPreflightRun.RunAsync(Portal, "1", [], null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(report.Results, result => result.Outcome.Status != CheckStatus.Pass);
        Assert.Equal(report.Results.Length, report.Results.DistinctBy(result => result.Info.Id).Count());
        // Every section it says it has is one of the portal's, and none is empty.
        Assert.Equal(CheckSection.OfPortal.Select(section => section.Id), report.Results.Select(result => result.Info.Section).Distinct());
    }

    [Fact]
    public async Task One_section_alone()
    {
        var report = await PortalPreflightRun.RunAsync(Portal, "1", ["directories"], null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(["directory-data", "directory-data-space"], report.Results.Select(result => result.Info.Id));
    }

    [Fact]
    public async Task The_port_is_free_or_our_own()
    {
        const string Id = "port-manager";
        await Portal.ComesOutAsync(Id, CheckStatus.Pass, "0.0.0.0:18080 is free.");
        await (Portal with { Serves = true, Taken = () => throw new InvalidOperationException("Not asked.") }).ComesOutAsync(Id, CheckStatus.Pass, "This portal serves 0.0.0.0:18080.");
        await (Portal with { Taken = () => "0.0.0.0:18080 is in use by NexusQuantum.Web, pid 812." }).ComesOutAsync(Id, CheckStatus.Pass, "held by nexus-portal");
        await (Portal with { Taken = () => "0.0.0.0:18080 is in use by nginx, pid 812." }).ComesOutAsync(Id, CheckStatus.Fail, "nginx, pid 812");
        await (Portal with { Taken = () => throw new SocketException((int)SocketError.TooManyOpenSockets) }).ComesOutAsync(Id, CheckStatus.Fail, "could not be checked");
        await Portal.With("MANAGER_BIND", "everywhere").ComesOutAsync(Id, CheckStatus.Fail, "MANAGER_BIND 'everywhere' is not address:port");
    }

    [Theory]
    [InlineData(-400, 90, CheckStatus.Pass, "valid for 90 days more")]
    [InlineData(-400, 9, CheckStatus.Warn, "expires in 9 days")]
    [InlineData(-400, -1, CheckStatus.Fail, "expired on 2026-11-25")]
    [InlineData(1, 90, CheckStatus.Fail, "later than this machine's clock")]
    public Task A_certificate_by_its_days(int from, int to, CheckStatus status, string says)
        => (Portal with { Served = () => new CertificateFacts("/etc/nexus/tls.pem", false, RecordedPortal.Today.AddDays(from), RecordedPortal.Today.AddDays(to), _ => true) }).ComesOutAsync("certificate-served", status, says);

    [Fact]
    public async Task A_certificate_that_is_made_later_or_cannot_be_read()
    {
        await (Portal with { Served = () => null }).ComesOutAsync("certificate-served", CheckStatus.Pass, "makes one of its own");
        await (Portal with { Served = () => throw new System.Security.Cryptography.CryptographicException("The key does not match.") }).ComesOutAsync("certificate-served", CheckStatus.Fail, "Certificate could not be checked: The key does not match.");
    }

    [Fact]
    public async Task A_certificate_names_the_host_that_browsers_ask_for()
    {
        const string Id = "certificate-names";
        await Portal.ComesOutAsync(Id, CheckStatus.Pass, "names nexus.example.org");
        await Portal.With("MANAGER_BASE", "https://other.example.org").ComesOutAsync(Id, CheckStatus.Warn, "does not name other.example.org");
        await Portal.With("MANAGER_BASE", "http://nexus.example.org").ComesOutAsync(Id, CheckStatus.NotApplicable, "begins with http://");
        await Portal.With("MANAGER_BASE", null).ComesOutAsync(Id, CheckStatus.NotApplicable, "is not set");
        await (Portal with { Served = () => throw new IOException("The disk is gone.") }).ComesOutAsync(Id, CheckStatus.Warn, "could not be checked: The disk is gone.");
    }

    [Fact]
    public async Task The_portals_address_resolves()
    {
        const string Id = "address-manager";
        await Portal.ComesOutAsync(Id, CheckStatus.Pass, "nexus.example.org is 10.0.1.5.");
        await Portal.With("MANAGER_BASE", null).ComesOutAsync(Id, CheckStatus.Warn, "MANAGER_BASE is not set");
        await (Portal with { Names = _ => throw new SocketException((int)SocketError.HostNotFound) }).ComesOutAsync(Id, CheckStatus.Warn, "could not be checked");
    }

    [Theory]
    [InlineData("700", null, CheckStatus.Pass, "mode 700, writable")]
    [InlineData("755", null, CheckStatus.Fail, "it holds the keys")]
    [InlineData("700", "permission denied.", CheckStatus.Fail, "cannot be written to by this account: permission denied.")]
    public Task The_data_directory(string mode, string? why, CheckStatus status, string says)
        => (Portal with { Place = () => new DataDirectoryFacts((UnixFileMode)Convert.ToInt32(mode, 8), why) }).ComesOutAsync("directory-data", status, says);

    [Fact]
    public async Task A_data_directory_that_is_made_later_or_cannot_be_read()
    {
        await (Portal with { Place = () => null }).ComesOutAsync("directory-data", CheckStatus.Pass, "is made when the portal first starts");
        await (Portal with { Place = () => throw new UnauthorizedAccessException("Access denied.") }).ComesOutAsync("directory-data", CheckStatus.Fail, "could not be checked: Access denied.");
    }

    [Theory]
    [InlineData(80_000_000_000, CheckStatus.Pass, "has 80 GB free")]
    [InlineData(4_000_000_000, CheckStatus.Warn, "10 GB leave room")]
    [InlineData(300_000_000, CheckStatus.Fail, "a full disk stops the database")]
    public async Task Room_for_the_portal(long free, CheckStatus status, string says)
    {
        await (Portal with { Free = () => free }).ComesOutAsync("directory-data-space", status, says);
        await (Portal with { Free = () => throw new IOException("The disk is gone.") }).ComesOutAsync("directory-data-space", CheckStatus.Fail, "could not be checked: The disk is gone.");
    }

    [Fact]
    public async Task Clocks_of_the_hosts()
    {
        const string Id = "clock-agents";
        await Portal.ComesOutAsync(Id, CheckStatus.Pass, "agree (1 s at most, 2 hosts)");
        await (Portal with { Clocks = () => [new HostClock("lab-1", TimeSpan.FromSeconds(75)), new HostClock("lab-2", TimeSpan.FromSeconds(-4))] }).ComesOutAsync(Id, CheckStatus.Warn, "lab-1 is 75 s ahead, lab-2 is 4 s behind.");
        await (Portal with { Clocks = () => [new HostClock("lab-1", TimeSpan.FromSeconds(0.3)), new HostClock("lab-3", TimeSpan.Zero, "Its clock is 2 h behind.")] })
            .ComesOutAsync(Id, CheckStatus.Warn, "lab-3 is refused: Its clock is 2 h behind.");
        await (Portal with { Clocks = () => [] }).ComesOutAsync(Id, CheckStatus.NotApplicable, "No host answers.");
        await (Portal with { Clocks = () => null }).ComesOutAsync(Id, CheckStatus.NotApplicable, "Portal check");
        await (Portal with { Clocks = () => throw new IOException("No network.") }).ComesOutAsync(Id, CheckStatus.Warn, "could not be checked: No network.");
    }

    [Theory]
    [InlineData("DATABASE_URL", "postgresql://u:secret@db/n", "DATABASE_URL is db/n.", "postgresql://u:se/cr/et", "DATABASE_URL")]
    [InlineData("MANAGER_BIND", "[::]:18080", "MANAGER_BIND is [::]:18080.", "18080", "MANAGER_BIND '18080' is not address:port")]
    [InlineData("MANAGER_BASE", "https://a.example", "MANAGER_BASE is https://a.example.", "a.example", "MANAGER_BASE 'a.example' is not an address")]
    [InlineData("NEXUS_DATA_DIR", "/srv/nexus", "NEXUS_DATA_DIR is /srv/nexus.", "/srv/a b", "NEXUS_DATA_DIR '/srv/a b' may hold only letters")]
    [InlineData("NEXUS_TLS_CERT", null, "NEXUS_TLS_CERT is not set", "/nowhere.pem", "NEXUS_TLS_CERT '/nowhere.pem' does not exist")]
    public async Task Variables_are_read_as_the_portal_reads_them(string name, string? good, string says, string bad, string refusal)
    {
        var id = "environment-" + name.ToLowerInvariant().Replace('_', '-');
        await Portal.With(name, good).ComesOutAsync(id, CheckStatus.Pass, says);
        await Portal.With(name, bad).ComesOutAsync(id, CheckStatus.Fail, refusal);
    }
}
