using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The database server: there, of a version that is supported, and large enough.</summary>
internal sealed class DatabaseChecks(IPortalFacts portal)
{
    // The document: version 13 to 16, 2 GB of memory, a quarter of it as shared buffers, 100 connections.
    private const int OldestMajor = 13;
    private const int NewestMajor = 16;
    private const long Memory = 2_000_000_000;
    private const long Buffers = Memory / 4;
    private const int Connections = 100;

    /// <summary>What one portal opens at most (<c>DatabaseSettings</c>), with the three that PostgreSQL keeps for its superuser.</summary>
    private const int FewestConnections = 43;

    /// <summary>A page asks some ten times before it is there; above this the database is what people wait for.</summary>
    private const double SlowMilliseconds = 5;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("database-connection", Required, "Connection", "PostgreSQL answers"), ConnectionAsync) { Patience = TimeSpan.FromSeconds(9) },
        Ask("database-version", Required, "Version", "13 to 16", Version),
        Ask("database-memory", Recommended, "Memory of its machine", "2 GB", ServerMemory),
        Ask("database-shared-buffers", Recommended, "Shared buffers", "500 MB, a quarter of 2 GB", SharedBuffers),
        Ask("database-max-connections", Required, "Connections", "100", MaxConnections),
        Ask("database-latency", Recommended, "Round trip", "5 ms", Latency),
    ];

    internal static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Database.Id, level, title, needed);

    /// <summary>A check of what an answering server said; of no concern before there is one.</summary>
    private Check Ask(string id, CheckLevel level, string title, string needed, Func<CheckInfo, DatabaseFacts, CheckOutcome> judge)
        => new(Info(id, level, title, needed), async (info, token) =>
            await portal.DatabaseAsync(token) is { Facts: { } facts } ? judge(info, facts) : CheckOutcome.NotApplicable("There is no server to ask yet."));

    private async Task<CheckOutcome> ConnectionAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (portal.Settings.MistakeOf("DATABASE_URL") is { } mistake)
        {
            return CheckOutcome.Miss(info, "not readable", mistake, new CheckFix("Correct DATABASE_URL in the portal's environment file."));
        }

        var reading = await portal.DatabaseAsync(cancellationToken);
        return reading.Facts is { } facts
            ? CheckOutcome.Pass("answers", $"PostgreSQL {facts.Version} answers at {reading.Place}, as {facts.Role}.")
            : CheckOutcome.Pass("private server", reading.Idle ?? "There is no server yet.");
    }

    private static CheckOutcome Version(CheckInfo info, DatabaseFacts facts)
    {
        var major = facts.VersionNumber / 10_000;
        return major switch
        {
            < OldestMajor => CheckOutcome.Miss(info, facts.Version, $"PostgreSQL {facts.Version} is older than {OldestMajor}.", new CheckFix("Install a supported version and move the data with pg_upgrade or pg_dump.")
            {
                Debian = ["sudo apt-get install -y postgresql"],
                RedHat = ["sudo dnf module enable -y postgresql:15", "sudo dnf install -y postgresql-server"],
            }),
            > NewestMajor => new CheckOutcome(CheckStatus.Warn, facts.Version, $"PostgreSQL {facts.Version} is newer than {NewestMajor}, the newest this release is made for; it may well work.") { Fix = new CheckFix($"Use PostgreSQL {OldestMajor} to {NewestMajor} where that is wanted.") },
            _ => CheckOutcome.Pass(facts.Version, $"PostgreSQL {facts.Version} is supported."),
        };
    }

    private CheckOutcome ServerMemory(CheckInfo info, DatabaseFacts facts)
    {
        if (!facts.IsHere)
        {
            return CheckOutcome.NotApplicable("The server is on another machine, whose memory it does not tell.");
        }

        var measured = Megabytes(portal.MemoryBytes());
        return portal.MemoryBytes() >= Memory ? CheckOutcome.Pass(measured, $"Its machine has {measured} of memory.")
            : CheckOutcome.Miss(info, measured, $"Its machine has {measured} of memory; PostgreSQL alone is to have 2 GB.", new CheckFix("Give the machine more memory, or the portal a server of its own by DATABASE_URL."));
    }

    private static CheckOutcome SharedBuffers(CheckInfo info, DatabaseFacts facts)
    {
        var measured = Megabytes(facts.SharedBufferBytes);
        return facts.SharedBufferBytes >= Buffers ? CheckOutcome.Pass(measured, $"shared_buffers is {measured}.")
            : CheckOutcome.Miss(info, measured, $"shared_buffers is {measured}; a quarter of what PostgreSQL may use is advised, at least 500 MB.", new CheckFix("Set it as a superuser of the server, then restart the server.")
            {
                Debian = ["sudo -u postgres psql -c \"ALTER SYSTEM SET shared_buffers = '512MB'\"", "sudo systemctl restart postgresql"],
                RedHat = ["sudo -u postgres psql -c \"ALTER SYSTEM SET shared_buffers = '512MB'\"", "sudo systemctl restart postgresql"],
            });
    }

    private static CheckOutcome MaxConnections(CheckInfo info, DatabaseFacts facts)
    {
        var measured = facts.MaxConnections.ToString(CultureInfo.InvariantCulture);
        var fix = CheckFix.Of("Set it as a superuser of the server, then restart the server.", "sudo -u postgres psql -c \"ALTER SYSTEM SET max_connections = 100\"", "sudo systemctl restart postgresql");
        return facts.MaxConnections switch
        {
            >= Connections => CheckOutcome.Pass(measured, $"The server takes {measured} connections."),
            >= FewestConnections => new CheckOutcome(CheckStatus.Warn, measured, $"The server takes {measured} connections; one portal opens up to 40, so there is no room for a second one.") { Fix = fix },
            _ => CheckOutcome.Miss(info, measured, $"The server takes {measured} connections; a portal opens up to 40.", fix),
        };
    }

    private static CheckOutcome Latency(CheckInfo info, DatabaseFacts facts)
    {
        var measured = string.Create(CultureInfo.InvariantCulture, $"{facts.Milliseconds:0.0} ms");
        return facts.Milliseconds <= SlowMilliseconds ? CheckOutcome.Pass(measured, $"A question and its answer take {measured} (median of twenty).")
            : CheckOutcome.Miss(info, measured, $"A question and its answer take {measured} (median of twenty): every page asks several times.", new CheckFix("Move the database nearer: onto this machine, or into its network."));
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(bytes >= 10_000_000_000 ? bytes / 1e9 : bytes / 1e6):0} {(bytes >= 10_000_000_000 ? "GB" : "MB")}");
}
