using System.Globalization;

namespace NexusQuantum.Web.Data;

/// <summary>The distribution's PostgreSQL programs; Debian keeps them out of PATH, one directory per major version.</summary>
/// <param name="Directory">Holds <c>initdb</c> and <c>pg_ctl</c>.</param>
internal sealed record ClusterBinaries(string Directory)
{
    private const int OldestMajor = 13;

    public string InitDb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    /// <summary>Programs for a cluster: of exactly its version when it exists, else the newest there are.</summary>
    public static ClusterBinaries Find(string dataDirectory)
    {
        var versionFile = Path.Combine(dataDirectory, "PG_VERSION");
        var wanted = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null;
        var found = Installed().Where(entry => wanted is null ? entry.Major >= OldestMajor : entry.Major.ToString(CultureInfo.InvariantCulture) == wanted)
            .OrderByDescending(entry => entry.Major).Select(entry => entry.Binaries).FirstOrDefault() ?? OnPath(wanted);
        return found ?? throw new StartRefusedException(
            wanted is null
                ? $"No PostgreSQL server programs (initdb, pg_ctl) of version {OldestMajor} or newer were found."
                : $"The private cluster was made by PostgreSQL {wanted}, whose programs are not installed.",
            wanted is null ? "apt-get install postgresql, or set DATABASE_URL to a server of your own." : $"apt-get install postgresql-{wanted}, or move the data with pg_upgrade.");
    }

    private static IEnumerable<(int Major, ClusterBinaries Binaries)> Installed()
    {
        string[] roots = ["/usr/lib/postgresql", "/usr/pgsql"];
        return from root in roots
               where System.IO.Directory.Exists(root)
               from version in System.IO.Directory.EnumerateDirectories(root)
               let bin = Path.Combine(version, "bin")
               where int.TryParse(Path.GetFileName(version), NumberStyles.None, CultureInfo.InvariantCulture, out _) && File.Exists(Path.Combine(bin, "initdb"))
               select (int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture), new ClusterBinaries(bin));
    }

    private static ClusterBinaries? OnPath(string? wanted)
        => wanted is null
            ? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(directory => directory.StartsWith('/') && File.Exists(Path.Combine(directory, "initdb"))).Select(directory => new ClusterBinaries(directory)).FirstOrDefault()
            : null;
}
