using System.Text.Json;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// Numbers every change on this host. Survives the agent: a block of numbers is reserved on disk before the first of it is used, so
/// that after a crash counting goes on above everything ever told. Not safe for use by two threads; <see cref="ReportBoard"/> locks.
/// </summary>
internal sealed class VersionCounter
{
    private const long Block = 100_000;

    private readonly string _path;
    private long _reserved;

    public VersionCounter(string agentDirectory)
    {
        _path = Path.Combine(agentDirectory, "epoch.json");
        var file = Read(_path);
        Epoch = file?.Epoch ?? Guid.CreateVersion7().ToString("N");
        Current = _reserved = file?.ReservedVersion ?? 0;
    }

    public string Epoch { get; }

    public long Current { get; private set; }

    public long Next()
    {
        if (Current >= _reserved)
        {
            _reserved = Current + Block;
            AtomicFile.Write(_path, JsonSerializer.Serialize(new EpochFile(Epoch, _reserved), JournalJson.Default.EpochFile));
        }

        return ++Current;
    }

    private static EpochFile? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), JournalJson.Default.EpochFile);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Unreadable counts as gone: a new epoch makes every portal read all reports again, which is always right.
            return null;
        }
    }
}
