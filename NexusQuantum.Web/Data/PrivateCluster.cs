using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>
/// The portal's own PostgreSQL cluster below its data directory, run by the distribution's programs: Unix socket only, SCRAM,
/// generated passwords. Its superuser is not the portal's role: <c>COPY … TO PROGRAM</c> runs commands. A running cluster is
/// adopted, so a killed portal loses nothing.
/// </summary>
internal sealed partial class PrivateCluster
{
    private const string Role = "nexus_manager";
    private const string Database = "nexus_quantum";
    private const string Superuser = "postgres";

    private readonly string _home;
    private readonly string _data;
    private readonly string _password;
    private readonly string _superuserPassword;
    private readonly ILogger _logger;

    /// <summary>Prepares directory and passwords; starts nothing.</summary>
    public PrivateCluster(string dataDirectory, ILogger logger)
    {
        _logger = logger;
        _home = Path.Combine(dataDirectory, "pg");
        _data = Path.Combine(_home, "data");
        Directory.CreateDirectory(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _password = Secret("password");
        _superuserPassword = Secret("superuser-password");
        Address = new DatabaseAddress(Connection(Role, _password, Database).ConnectionString, "the private cluster");
    }

    public DatabaseAddress Address { get; }

    /// <summary>The postmaster's pid when it lives, checked by its working directory: pids are used again.</summary>
    public int? Pid
    {
        get
        {
            try
            {
                var file = Path.Combine(_data, "postmaster.pid");
                return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                    && string.Equals(new FileInfo($"/proc/{pid}/cwd").LinkTarget, _data, StringComparison.Ordinal) ? pid : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Makes, starts or adopts it; afterwards the portal's role can connect to its database.</summary>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        var binaries = ClusterBinaries.Find(_data);
        if (!File.Exists(Path.Combine(_data, "PG_VERSION")))
        {
            await CreateAsync(binaries, cancellationToken);
        }

        if (Pid is not { } adopted)
        {
            await StartAsync(binaries, cancellationToken);
        }
        else
        {
            Log.Adopted(_logger, adopted);
        }

        await EnsureDatabaseAsync(cancellationToken);
    }

    /// <summary>Stops it in order; open transactions are rolled back.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Pid is not null)
        {
            var status = await ClusterCommand.RunAsync(asAccount: true, ClusterBinaries.Find(_data).PgCtl, ["-D", _data, "-s", "-m", "fast", "-w", "-t", "30", "stop"], cancellationToken);
            Log.Stopped(_logger, status);
        }
    }

    private async Task CreateAsync(ClusterBinaries binaries, CancellationToken cancellationToken)
    {
        // Made beside and moved: a portal killed in the middle leaves no half cluster under the real name.
        var fresh = _data + ".new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        await GiveToAccountAsync(cancellationToken);
        var status = await ClusterCommand.RunAsync(
            asAccount: true, binaries.InitDb,
            ["-D", fresh, "-U", Superuser, "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "--pwfile=" + Path.Combine(_home, "superuser-password"), "--data-checksums"],
            cancellationToken);
        if (status != 0)
        {
            throw new StartRefusedException($"PostgreSQL's initdb failed with status {status}.", $"Run {binaries.InitDb} by hand on another directory to see why; a full disk is the usual reason.");
        }

        Directory.Move(fresh, _data);
        Log.Created(_logger, binaries.Directory);
    }

    private async Task StartAsync(ClusterBinaries binaries, CancellationToken cancellationToken)
    {
        // In a file and not as options: pg_ctl hands options to a shell. Written anew each time, so the directory may be moved.
        var settings = Path.Combine(_data, "nexus.conf");
        await File.WriteAllTextAsync(settings, $"""
            listen_addresses = ''
            unix_socket_directories = '{_home}'
            unix_socket_permissions = 0700
            shared_buffers = 128MB
            max_wal_size = 2GB
            logging_collector = off
            """, cancellationToken);
        var main = Path.Combine(_data, "postgresql.conf");
        if (!(await File.ReadAllTextAsync(main, cancellationToken)).Contains("nexus.conf", StringComparison.Ordinal))
        {
            await File.AppendAllTextAsync(main, "\ninclude = 'nexus.conf'\n", cancellationToken);
        }

        await GiveToAccountAsync(cancellationToken);
        var log = Path.Combine(_home, "pg.log");
        var status = await ClusterCommand.RunAsync(asAccount: true, binaries.PgCtl, ["-D", _data, "-s", "-w", "-t", "60", "-l", log, "start"], cancellationToken);
        if (status != 0)
        {
            throw new StartRefusedException($"The private PostgreSQL cluster did not start (pg_ctl status {status}).", $"Read the end of {log}.");
        }

        Log.Started(_logger, Pid);
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var role = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Address.ConnectionString) { Pooling = false }.ConnectionString);
            await role.OpenAsync(cancellationToken);
            return;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName)
        {
            // New, or cut off before it was finished: made below.
        }

        var builder = Connection(Superuser, _superuserPassword, "postgres");
        builder.Pooling = false;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);

        // The password is base64url of our own making: it needs no quoting, and statements about roles take no parameters.
        await ExecuteAsync(connection, $"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{Role}') THEN CREATE ROLE {Role} LOGIN; END IF; END $$", cancellationToken);
        await ExecuteAsync(connection, $"ALTER ROLE {Role} PASSWORD '{_password}'", cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = @name", connection);
        find.Parameters.AddWithValue("name", Database);
        if (await find.ExecuteScalarAsync(cancellationToken) is null)
        {
            await ExecuteAsync(connection, $"CREATE DATABASE {Database} OWNER {Role}", cancellationToken);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task GiveToAccountAsync(CancellationToken cancellationToken)
    {
        if (ClusterCommand.Account is { } account)
        {
            await ClusterCommand.RunAsync(asAccount: false, "chown", ["-R", account, _home], cancellationToken);
        }
    }

    private NpgsqlConnectionStringBuilder Connection(string user, string password, string database)
        => DatabaseSettings.Apply(new NpgsqlConnectionStringBuilder { Host = _home, Username = user, Password = password, Database = database });

    private string Secret(string name)
    {
        var path = Path.Combine(_home, name);
        if (!File.Exists(path))
        {
            PrivateFile.WriteNew(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_'));
        }

        return File.ReadAllText(path).Trim();
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Made a private PostgreSQL cluster with {Binaries}")]
        public static partial void Created(ILogger logger, string binaries);

        [LoggerMessage(1002, LogLevel.Information, "Private PostgreSQL cluster started, pid {Pid}")]
        public static partial void Started(ILogger logger, int? pid);

        [LoggerMessage(1003, LogLevel.Information, "Adopted the private PostgreSQL cluster that already runs, pid {Pid}")]
        public static partial void Adopted(ILogger logger, int pid);

        [LoggerMessage(1004, LogLevel.Information, "Private PostgreSQL cluster stopped, status {Status}")]
        public static partial void Stopped(ILogger logger, int status);
    }
}
