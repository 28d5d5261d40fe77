using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>A portal that meets everything, as facts; a test changes what it is about.</summary>
internal sealed record RecordedPortal : IPortalFacts
{
    public static readonly DateTimeOffset Today = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public static readonly DatabaseFacts Good = new()
    {
        VersionNumber = 150006,
        Version = "15.6 (Debian 15.6-0+deb12u1)",
        SharedBufferBytes = 512 * 1024 * 1024,
        MaxConnections = 100,
        Role = "nexus_manager",
        MayCreateDatabases = false,
        Missing = [],
        IsEncrypted = false,
        IsHere = true,
        Milliseconds = 0.4,
    };

    public Dictionary<string, string> Variables { get; init; } = new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = "postgresql://nexus_manager:Correct-horse-battery-9@db.example.org/nexus_quantum",
        ["MANAGER_BIND"] = "0.0.0.0:18080",
        ["MANAGER_BASE"] = "https://nexus.example.org:18080",
        ["NEXUS_DATA_DIR"] = "/var/lib/nexus",
    };

    public Func<DatabaseReading> Reading { get; init; } = () => new DatabaseReading("db.example.org/nexus_quantum", Good, null);

    public Func<long> Memory { get; init; } = () => 4_000_000_000;

    public Func<string?> Taken { get; init; } = () => null;

    public Func<CertificateFacts?> Served { get; init; } = () => new CertificateFacts("/etc/nexus/tls.pem", IsOwn: false, Today.AddDays(-10), Today.AddDays(90), name => name == "nexus.example.org");

    public Func<string, ImmutableArray<IPAddress>> Names { get; init; } = _ => [IPAddress.Parse("10.0.1.5")];

    public Func<DataDirectoryFacts?> Place { get; init; } = () => new DataDirectoryFacts((UnixFileMode)Convert.ToInt32("700", 8), null);

    public Func<long> Free { get; init; } = () => 80_000_000_000;

    public Func<ImmutableArray<HostClock>?> Clocks { get; init; } = () => [new HostClock("lab-1", TimeSpan.FromSeconds(0.3)), new HostClock("lab-2", TimeSpan.FromSeconds(-0.8))];

    public bool Serves { get; init; }

    public PortalSettings Settings
    {
        get
        {
            var (options, mistakes) = new WebOptionsReader(Variables.GetValueOrDefault).TryRead();
            return new PortalSettings(options, mistakes, Variables.GetValueOrDefault, Serves);
        }
    }

    public Task<DatabaseReading> DatabaseAsync(CancellationToken cancellationToken) => Task.FromResult(Reading());

    public long MemoryBytes() => Memory();

    public string? WhyNotListen(IPEndPoint address) => Taken();

    public CertificateFacts? Certificate() => Served();

    public Task<ImmutableArray<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Names(name));

    public DataDirectoryFacts? DataDirectory() => Place();

    public long FreeBytes() => Free();

    public Task<ImmutableArray<HostClock>?> ClocksAsync(CancellationToken cancellationToken) => Task.FromResult(Clocks());

    public DateTimeOffset Now() => Today;

    public RecordedPortal With(string variable, string? value)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal);
        variables.Remove(variable);
        if (value is not null)
        {
            variables[variable] = value;
        }

        return this with { Variables = variables };
    }

    /// <summary>The database said this.</summary>
    public RecordedPortal Said(Func<DatabaseFacts, DatabaseFacts> change) => this with { Reading = () => new DatabaseReading("db.example.org/nexus_quantum", change(Good), null) };

    /// <summary>It comes out so, and says so; what does not pass offers a fix.</summary>
    public async Task ComesOutAsync(string id, CheckStatus status, string says)
    {
        var check = Assert.Single(PortalChecks.Of(this), check => check.Info.Id == id);
        var outcome = Assert.Single(await PreflightRunner.RunAsync([check], null, TimeProvider.System, TestContext.Current.CancellationToken)).Outcome;
        Assert.Equal((status, says), (outcome.Status, outcome.Message.Contains(says, StringComparison.Ordinal) ? says : outcome.Message));
        Assert.Equal(status is CheckStatus.Fail or CheckStatus.Warn, outcome.Fix is not null);
    }
}
