using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>Tells a server that answers and will not have us, which waiting does not mend, from an outage and from a mistake of ours.</summary>
internal static class DatabaseRefusal
{
    /// <summary>The refusal with its fix; null when it is something else. The server's own words name user and database, no password.</summary>
    public static StartRefusedException? Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException refused && Fix(refused.SqlState) is { } fix)
            {
                return new StartRefusedException($"The database server refuses: {refused.MessageText}.", fix);
            }
        }

        return null;
    }

    // PostgreSQL, Appendix A: class 28 is authorization, 3D000 a database that is not there, 42501 a right that is missing.
    private static string? Fix(string state) => state switch
    {
        _ when state.StartsWith("28", StringComparison.Ordinal) => "Check user and password in DATABASE_URL (write @ : / # ? and % in them as %40 %3A %2F %23 %3F %25) and the server's pg_hba.conf.",
        "3D000" => "Make it: CREATE DATABASE name OWNER user; or correct the name at the end of DATABASE_URL.",
        "42501" => "Let the user of DATABASE_URL own its database: ALTER DATABASE name OWNER TO user;",
        _ => null,
    };
}
