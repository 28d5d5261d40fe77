using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>How the portal gets into its database: rights, password, encryption.</summary>
internal sealed class DatabaseAccessChecks(IPortalFacts portal)
{
    private const int ShortestPassword = 16;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(DatabaseChecks.Info("database-rights", Required, "Rights of its user", "create, select, insert, update, delete"), RightsAsync),
        new Check(DatabaseChecks.Info("database-password", Recommended, "Password of its user", "16 characters of several kinds"), Password),
        new Check(DatabaseChecks.Info("database-encryption", Recommended, "Encryption of the way to it", "TLS, or on this machine"), EncryptionAsync),
    ];

    private async Task<CheckOutcome> RightsAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (await portal.DatabaseAsync(cancellationToken) is not { Facts: { } facts })
        {
            return CheckOutcome.NotApplicable("There is no server to ask yet.");
        }

        return facts.Missing.IsEmpty
            ? CheckOutcome.Pass(facts.Role, $"{facts.Role} may do all that the portal does{(facts.MayCreateDatabases ? ", and create databases" : "; it may not create databases, which the portal never does")}.")
            : CheckOutcome.Miss(info, facts.Role, $"{facts.Role} may not {string.Join(", nor ", facts.Missing)}.", CheckFix.Of("Let it own its database; put in the names of yours.",
                "sudo -u postgres psql -c 'ALTER DATABASE nexus_quantum OWNER TO nexus_manager'",
                "sudo -u postgres psql -d nexus_quantum -c 'GRANT ALL ON SCHEMA public TO nexus_manager'"));
    }

    private CheckOutcome Password(CheckInfo info)
    {
        if (portal.Settings.Password is not { Length: > 0 } password)
        {
            return CheckOutcome.NotApplicable(portal.Settings.Options.Database is null ? "The private server has generated passwords." : "DATABASE_URL holds no password.");
        }

        // Judged here, shown nowhere: only its length and how many kinds of characters it has leave this method.
        var kinds = new[] { password.Any(char.IsLower), password.Any(char.IsUpper), password.Any(char.IsDigit), password.Any(letter => !char.IsLetterOrDigit(letter)) }.Count(kind => kind);
        var measured = string.Create(CultureInfo.InvariantCulture, $"{password.Length} characters of {kinds} {(kinds == 1 ? "kind" : "kinds")}");
        return password.Length >= ShortestPassword && kinds >= 3
            ? CheckOutcome.Pass(measured, $"The password in DATABASE_URL has {measured}.")
            : CheckOutcome.Miss(info, measured, $"The password in DATABASE_URL has {measured}; it should have {ShortestPassword} or more of at least three kinds (small and capital letters, digits, symbols).",
                CheckFix.Of("Set another one, and write it into the portal's environment file.", "sudo -u postgres psql -c '\\password nexus_manager'"));
    }

    private async Task<CheckOutcome> EncryptionAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (await portal.DatabaseAsync(cancellationToken) is not { Facts: { } facts })
        {
            return CheckOutcome.NotApplicable("There is no server to ask yet.");
        }

        return facts.IsEncrypted ? CheckOutcome.Pass("TLS", "The connection to the database is encrypted.")
            : facts.IsHere ? CheckOutcome.Pass("on this machine", "The connection to the database does not leave this machine.")
            : CheckOutcome.Miss(info, "not encrypted", "What is read from the database crosses the network in the clear.", new CheckFix("Switch ssl on at the server, and add ?sslmode=verify-full (or require) to DATABASE_URL."));
    }
}
