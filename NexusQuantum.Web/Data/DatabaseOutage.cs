using System.Net.Sockets;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>Tells "PostgreSQL does not answer now" from a mistake of ours.</summary>
internal static class DatabaseOutage
{
    public static bool Is(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            // Class 57P: the server is being stopped or starts; 53300: it has no connection left; 08: the connection broke.
            if (e is PostgresException { SqlState: var state })
            {
                return state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal) || string.Equals(state, "53300", StringComparison.Ordinal);
            }

            if (e is NpgsqlException or SocketException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a log keeps of a failure: of an outage its cause in words, of a mistake all there is.</summary>
    public static (string Reason, Exception? Trace) Told(Exception exception)
        => Is(exception) ? ($"PostgreSQL does not answer: {exception.GetBaseException().Message}", null) : (exception.Message, exception);
}
