using System.Diagnostics;
using System.Globalization;

namespace NexusQuantum.Tests.Shared.Databases;

/// <summary>
/// A real PostgreSQL for a test run, from the distribution's programs: Unix socket only, no durability. PostgreSQL refuses root,
/// so as root it runs as another account. What a killed run left behind is cleared by the next.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Lead = "/tmp/nq-pg-";
    private const string Guarded = "guarded";
    private static int _databases;

    private readonly string _bin;

    private TestCluster(string home, string bin) => (Home, _bin) = (home, bin);

    /// <summary>Holds socket, data and log.</summary>
    public string Home { get; }

    private string Data => Path.Combine(Home, "data");

    public static async Task<TestCluster> StartAsync(CancellationToken cancellationToken)
    {
        await ClearStaleAsync(cancellationToken);
        var cluster = new TestCluster($"{Lead}{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}", FindBin());
        Directory.CreateDirectory(cluster.Home);
        if (Account is { } account)
        {
            await RunAsync("chown", [account, cluster.Home], null, cancellationToken);
        }

        await RunAsync(Path.Combine(cluster._bin, "initdb"), ["-D", cluster.Data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "--no-sync"], Account, cancellationToken);
        // Everybody is trusted on this socket but the members of one role, who have to know their password.
        var doors = Path.Combine(cluster.Data, "pg_hba.conf");
        await File.WriteAllTextAsync(doors, $"local all +{Guarded} scram-sha-256\n" + await File.ReadAllTextAsync(doors, cancellationToken), cancellationToken);
        await File.AppendAllTextAsync(Path.Combine(cluster.Data, "postgresql.conf"), $"""

            listen_addresses = ''
            unix_socket_directories = '{cluster.Home}'
            fsync = off
            full_page_writes = off
            max_connections = 300
            shared_buffers = 64MB
            """, cancellationToken);
        await cluster.StartServerAsync(cancellationToken);
        await cluster.SqlAsync("CREATE ROLE tester LOGIN CREATEDB", cancellationToken);
        await cluster.SqlAsync($"CREATE ROLE {Guarded}", cancellationToken);
        return cluster;
    }

    /// <summary>A new empty database, as the portal takes it in <c>DATABASE_URL</c>.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = "t" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await SqlAsync($"CREATE DATABASE {name} OWNER tester", cancellationToken);
        return $"postgresql://tester@/{name}?host={Uri.EscapeDataString(Home)}";
    }

    /// <summary>A new empty database whose owner has to show a password, and its URL with that password.</summary>
    public async Task<string> CreateGuardedDatabaseAsync(string password, CancellationToken cancellationToken)
    {
        var name = "g" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await SqlAsync($"CREATE ROLE {name} LOGIN IN ROLE {Guarded} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'", cancellationToken);
        await SqlAsync($"CREATE DATABASE {name} OWNER {name}", cancellationToken);
        return $"postgresql://{name}:{Uri.EscapeDataString(password)}@/{name}?host={Uri.EscapeDataString(Home)}";
    }

    public Task StartServerAsync(CancellationToken cancellationToken)
        => RunAsync(Path.Combine(_bin, "pg_ctl"), ["-D", Data, "-s", "-w", "-t", "60", "-l", Path.Combine(Home, "log"), "start"], Account, cancellationToken);

    /// <summary>As a power cut would.</summary>
    public Task StopServerAtOnceAsync(CancellationToken cancellationToken)
        => RunAsync(Path.Combine(_bin, "pg_ctl"), ["-D", Data, "-s", "-m", "immediate", "-w", "stop"], Account, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopServerAtOnceAsync(CancellationToken.None);
        Directory.Delete(Home, recursive: true);
    }

    private static string? Account { get; } = Environment.IsPrivilegedProcess
        ? File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody"
        : null;

    private static string FindBin()
        => Directory.GetDirectories("/usr/lib/postgresql").Where(version => File.Exists(Path.Combine(version, "bin/initdb")))
            .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture)).Select(version => Path.Combine(version, "bin")).First();

    private Task SqlAsync(string sql, CancellationToken cancellationToken)
        => RunAsync(Path.Combine(_bin, "psql"), ["-h", Home, "-U", "postgres", "-d", "postgres", "-q", "-c", sql], null, cancellationToken);

    private static async Task ClearStaleAsync(CancellationToken cancellationToken)
    {
        foreach (var home in Directory.GetDirectories("/tmp", "nq-pg-*"))
        {
            var parts = Path.GetFileName(home).Split('-');
            if (parts.Length == 4 && int.TryParse(parts[2], out var pid) && !Directory.Exists($"/proc/{pid}"))
            {
                var stale = new TestCluster(home, FindBin());
                try
                {
                    await stale.StopServerAtOnceAsync(cancellationToken);
                }
                catch (InvalidOperationException)
                {
                    // It does not run any more; only its files are left.
                }

                try
                {
                    Directory.Delete(home, recursive: true);
                }
                catch (IOException)
                {
                    // Another run clears it at the same time.
                }
            }
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string? account, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo { UseShellExecute = false, WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all = account is null ? [program, .. arguments] : ["setpriv", "--reuid=" + account, "--regid=" + Group(account), "--init-groups", "--", program, .. arguments];
        start.FileName = all[0];
        foreach (var argument in all[1..])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var output = DrainAsync(process.StandardOutput.BaseStream, done.Token);
        var error = DrainAsync(process.StandardError.BaseStream, done.Token);
        await process.WaitForExitAsync(cancellationToken);

        // The server inherits the pipes: their end never comes.
        done.CancelAfter(TimeSpan.FromMilliseconds(50));
        var told = await output + await error;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {told}");
        }
    }

    private static async Task<string> DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        try
        {
            await stream.CopyToAsync(kept, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Enough was read.
        }

        return System.Text.Encoding.UTF8.GetString(kept.ToArray());
    }

    private static string Group(string account)
        => File.ReadLines("/etc/passwd").First(line => line.StartsWith(account + ":", StringComparison.Ordinal)).Split(':')[3];
}
