namespace NexusQuantum.Web.Data;

/// <summary>One portal per data directory: an advisory lock that the kernel lets go when the process ends, however it ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    public static DirectoryLock Take(string directory)
    {
        try
        {
            return new DirectoryLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new StartRefusedException($"Another portal uses the data directory {directory}.", "Stop that one, or give this one a directory of its own by NEXUS_DATA_DIR.");
        }
    }

    public void Dispose() => _file.Dispose();
}
