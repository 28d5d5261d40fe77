using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>Each check of the database three ways on recorded facts: it passes, it does not, it cannot be read.</summary>
public sealed class DatabaseChecksTests
{
    private static readonly RecordedPortal Portal = new();

    private static readonly RecordedPortal Silent = Portal with { Reading = () => throw new InvalidOperationException("PostgreSQL does not answer at db.example.org/nexus_quantum: Connection refused") };

    private static readonly RecordedPortal NotMade = Portal.With("DATABASE_URL", null) with { Reading = () => new DatabaseReading("the private server", null, "The private server is made at the first start.") };

    [Theory]
    [InlineData("database-connection")]
    [InlineData("database-version")]
    [InlineData("database-memory")]
    [InlineData("database-shared-buffers")]
    [InlineData("database-max-connections")]
    [InlineData("database-latency")]
    [InlineData("database-rights")]
    [InlineData("database-encryption")]
    public async Task A_server_that_does_not_answer_is_no_server_that_passes(string id)
    {
        var info = Assert.Single(PortalChecks.Of(Silent), check => check.Info.Id == id).Info;
        await Silent.ComesOutAsync(id, info.Level == CheckLevel.Required ? CheckStatus.Fail : CheckStatus.Warn, "could not be checked: PostgreSQL does not answer at db.example.org/nexus_quantum: Connection refused.");
        await NotMade.ComesOutAsync(id, id == "database-connection" ? CheckStatus.Pass : CheckStatus.NotApplicable, id == "database-connection" ? "made at the first start" : "no server to ask yet");
    }

    [Fact]
    public async Task An_answering_server_is_named_without_the_password()
    {
        await Portal.ComesOutAsync("database-connection", CheckStatus.Pass, "PostgreSQL 15.6 (Debian 15.6-0+deb12u1) answers at db.example.org/nexus_quantum, as nexus_manager.");
        await Portal.With("DATABASE_URL", "mysql://a:b@c/d").ComesOutAsync("database-connection", CheckStatus.Fail, "DATABASE_URL does not begin with postgresql://.");
    }

    [Theory]
    [InlineData(120018, CheckStatus.Fail, "is older than 13")]
    [InlineData(130001, CheckStatus.Pass, "is supported")]
    [InlineData(160004, CheckStatus.Pass, "is supported")]
    [InlineData(170000, CheckStatus.Warn, "is newer than 16")]
    public Task Version(int number, CheckStatus status, string says)
        => Portal.Said(facts => facts with { VersionNumber = number }).ComesOutAsync("database-version", status, says);

    [Theory]
    [InlineData(2_100_000_000, true, CheckStatus.Pass, "has 2100 MB")]
    [InlineData(1_000_000_000, true, CheckStatus.Warn, "PostgreSQL alone is to have 2 GB")]
    [InlineData(1_000_000_000, false, CheckStatus.NotApplicable, "another machine")]
    public async Task Memory(long bytes, bool here, CheckStatus status, string says)
    {
        await (Portal.Said(facts => facts with { IsHere = here }) with { Memory = () => bytes }).ComesOutAsync("database-memory", status, says);
        await (Portal with { Memory = () => throw new InvalidDataException("/proc/meminfo names no MemTotal") }).ComesOutAsync("database-memory", CheckStatus.Warn, "/proc/meminfo names no MemTotal");
    }

    [Theory]
    [InlineData(512, CheckStatus.Pass, "shared_buffers is 537 MB")]
    [InlineData(128, CheckStatus.Warn, "shared_buffers is 134 MB; a quarter")]
    public Task Shared_buffers(int mebibytes, CheckStatus status, string says)
        => Portal.Said(facts => facts with { SharedBufferBytes = mebibytes * 1024L * 1024 }).ComesOutAsync("database-shared-buffers", status, says);

    [Theory]
    [InlineData(200, CheckStatus.Pass, "takes 200 connections")]
    [InlineData(60, CheckStatus.Warn, "no room for a second one")]
    [InlineData(20, CheckStatus.Fail, "a portal opens up to 40")]
    public Task Connections(int connections, CheckStatus status, string says)
        => Portal.Said(facts => facts with { MaxConnections = connections }).ComesOutAsync("database-max-connections", status, says);

    [Theory]
    [InlineData(0.4, CheckStatus.Pass, "take 0.4 ms")]
    [InlineData(31, CheckStatus.Warn, "take 31.0 ms")]
    public Task Latency(double milliseconds, CheckStatus status, string says)
        => Portal.Said(facts => facts with { Milliseconds = milliseconds }).ComesOutAsync("database-latency", status, says);

    [Fact]
    public async Task Rights()
    {
        await Portal.ComesOutAsync("database-rights", CheckStatus.Pass, "may not create databases, which the portal never does");
        await Portal.Said(facts => facts with { Missing = ["create tables", "change and fill the tables that are there (vms)"] }).ComesOutAsync("database-rights", CheckStatus.Fail, "nexus_manager may not create tables, nor change and fill the tables that are there (vms).");
    }

    [Theory]
    [InlineData("Correct-horse-battery-9", CheckStatus.Pass, "23 characters of 4 kinds")]
    [InlineData("short-9A", CheckStatus.Warn, "8 characters of 4 kinds")]
    [InlineData("abcdefghijklmnopqrst", CheckStatus.Warn, "20 characters of 1 kind;")]
    public async Task A_password_is_judged_and_not_shown(string password, CheckStatus status, string says)
    {
        var portal = Portal.With("DATABASE_URL", $"postgresql://nexus_manager:{password}@db/nexus_quantum");
        await portal.ComesOutAsync("database-password", status, says);
        var report = await PortalPreflightRun.RunAsync(portal, "1", [], null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(password, Domain.Preflight.Reports.ReportText.Of(report, Domain.Preflight.Reports.ReportFormat.Json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_password_is_nothing_to_judge()
    {
        await Portal.With("DATABASE_URL", "postgresql://nexus_manager@db/nexus_quantum").ComesOutAsync("database-password", CheckStatus.NotApplicable, "holds no password");
        await NotMade.ComesOutAsync("database-password", CheckStatus.NotApplicable, "generated passwords");
    }

    [Theory]
    [InlineData(true, false, CheckStatus.Pass, "is encrypted")]
    [InlineData(false, true, CheckStatus.Pass, "does not leave this machine")]
    [InlineData(false, false, CheckStatus.Warn, "in the clear")]
    public Task Encryption(bool encrypted, bool here, CheckStatus status, string says)
        => Portal.Said(facts => facts with { IsEncrypted = encrypted, IsHere = here }).ComesOutAsync("database-encryption", status, says);
}
