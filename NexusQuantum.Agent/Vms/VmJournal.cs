using System.Security.Cryptography;
using System.Text.Json;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// The agent's memory of its VMs: one directory each, <c>spec.json</c> the wish and <c>state.json</c> the facts, both written
/// atomically and flushed before anything is done for them. Only the VM's own actor writes.
/// </summary>
internal sealed class VmJournal(string runDirectory, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Others may pass through to the one part of a VM's directory that is theirs, and list nothing.
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The run directory.</summary>
    public string Root => runDirectory;

    public VmDirectory DirectoryOf(VmId id) => VmDirectory.Of(runDirectory, id);

    /// <summary>The VMs that have a directory; names that are not ids are left alone.</summary>
    public IReadOnlyList<VmId> List()
    {
        var root = Path.Combine(runDirectory, "vms");
        Directory.CreateDirectory(root, Passable);
        var ids = new List<VmId>();
        foreach (var path in Directory.EnumerateDirectories(root))
        {
            if (IdText.TryParse<VmId>(Path.GetFileName(path), out var id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    public void WriteWish(VmId id, EnsureVm wish)
    {
        var directory = DirectoryOf(id);
        Directory.CreateDirectory(directory.Path, Passable);
        AtomicFile.Write(directory.SpecFile, JsonSerializer.Serialize(wish with { Password = null }, JournalJson.Default.EnsureVm));
    }

    public void WriteRecord(VmId id, VmRecord record)
    {
        var directory = DirectoryOf(id);
        Directory.CreateDirectory(directory.Path, Passable);
        AtomicFile.Write(directory.StateFile, JsonSerializer.Serialize(record, JournalJson.Default.VmRecord));
    }

    /// <summary>The wish; null when there is none or it cannot be read, which the second value says.</summary>
    public (EnsureVm? Wish, string? Fault) ReadWish(VmId id)
    {
        try
        {
            return (JsonSerializer.Deserialize(File.ReadAllBytes(DirectoryOf(id).SpecFile), JournalJson.Default.EnsureVm), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "is missing");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return (null, "cannot be read");
        }
    }

    /// <summary>The record; null when there is none that can be read.</summary>
    public VmRecord? ReadRecord(VmId id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(DirectoryOf(id).StateFile), JournalJson.Default.VmRecord);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A record for a VM nothing was done for yet.</summary>
    public VmRecord NewRecord() => new()
    {
        State = VmState.Defined,
        Since = time.GetUtcNow(),
        GuestKey = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
        MachineId = RandomNumberGenerator.GetHexString(32, lowercase: true),
    };

    /// <summary>Removes everything of a VM. A crash half-way leaves one that is still known to be deleted.</summary>
    public void Remove(VmId id)
    {
        var directory = DirectoryOf(id);
        if (!Directory.Exists(directory.Path))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(directory.Path))
        {
            if (string.Equals(path, directory.SpecFile, StringComparison.Ordinal) || string.Equals(path, directory.StateFile, StringComparison.Ordinal))
            {
                continue;
            }

            // A link is removed, never followed: what lies below run/ and disks/ is the VM uid's.
            if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }

        // The record says "deleting" and goes after the wish: a crash in between must not bring the VM back.
        File.Delete(directory.SpecFile);
        File.Delete(directory.StateFile);
        Directory.Delete(directory.Path, recursive: true);
    }
}
