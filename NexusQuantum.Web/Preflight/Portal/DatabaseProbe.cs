using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Asks a database server by one connection of its own, reading only.</summary>
internal static class DatabaseProbe
{
    private const int RoundTrips = 20;

    // PostgreSQL, "System Information Functions": several words in one has_…_privilege mean any of them, so each is asked alone.
    private const string Question = """
        SELECT current_setting('server_version_num')::int, current_setting('server_version'), pg_size_bytes(current_setting('shared_buffers')),
               current_setting('max_connections')::int, current_user::text,
               coalesce((SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user), false),
               has_database_privilege(current_database(), 'CREATE'),
               coalesce(has_schema_privilege(current_schema(), 'USAGE') AND has_schema_privilege(current_schema(), 'CREATE'), false),
               coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), host(inet_server_addr()),
               ARRAY(SELECT relname::text FROM pg_class
                     WHERE relnamespace = current_schema()::text::regnamespace AND relkind IN ('r', 'p')
                       AND NOT (pg_has_role(relowner, 'USAGE') AND has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                                AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
                     ORDER BY relname LIMIT 4)
        """;

    /// <summary>Throws what the connection throws; a server that hangs is given up within seconds.</summary>
    public static async Task<DatabaseFacts> AskAsync(DatabaseAddress address, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, Timeout = 4, CommandTimeout = 4 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Question, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var facts = new DatabaseFacts
        {
            VersionNumber = row.GetInt32(0),
            Version = row.GetString(1),
            SharedBufferBytes = row.GetInt64(2),
            MaxConnections = row.GetInt32(3),
            Role = row.GetString(4),
            MayCreateDatabases = row.GetBoolean(5),
            Missing = Missing(row.GetBoolean(6), row.GetBoolean(7), row.GetFieldValue<string[]>(10)),
            IsEncrypted = row.GetBoolean(8),
            IsHere = await row.IsDBNullAsync(9, cancellationToken) || IsOwn(IPAddress.Parse(row.GetString(9))),
            Milliseconds = 0,
        };
        await row.DisposeAsync();
        return facts with { Milliseconds = await RoundTripAsync(connection, cancellationToken) };
    }

    private static ImmutableArray<string> Missing(bool schemas, bool tables, string[] closed)
    {
        string?[] all =
        [
            schemas ? null : "create schemas in the database",
            tables ? null : "create tables",
            closed.Length == 0 ? null : "change and fill the tables that are there (" + string.Join(", ", closed) + ")",
        ];
        return [.. all.OfType<string>()];
    }

    private static bool IsOwn(IPAddress address)
        => IPAddress.IsLoopback(address) || NetworkInterface.GetAllNetworkInterfaces().SelectMany(face => face.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));

    private static async Task<double> RoundTripAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        var times = new double[RoundTrips];
        for (var i = 0; i < RoundTrips; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await command.ExecuteScalarAsync(cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[RoundTrips / 2];
    }
}
