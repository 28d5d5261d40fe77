using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>
/// What <c>check --fix</c> changed, in its order: JSON, a line each, mode 0600. A change is written before it is made, so that a crash
/// between the two leaves one that can be taken back. Beside the agent's directory and not in it: that one may be a change itself.
/// </summary>
internal sealed class FixJournal(CheckHost host)
{
    public const string Directory = "/var/lib/nexus-agent";
    private const string File = Directory + "/fixes.jsonl";
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Keeps others out while one fixes; null while another does.</summary>
    public DirectoryLock? Lock()
    {
        System.IO.Directory.CreateDirectory(host.At(Directory), Closed | UnixFileMode.UserExecute);
        return DirectoryLock.Take(host.At(Directory));
    }

    /// <summary>The entries, oldest first.</summary>
    public ImmutableArray<FixEntry> Read() => [.. Lines().Select(Parse)];

    public void Add(FixEntry entry) => Write([.. Lines(), Text(entry)]);

    public void Remove(FixEntry entry) => Write(Lines().Where(line => line != Text(entry)));

    /// <summary>Leaves no trace when there is nothing to remember.</summary>
    public void Close()
    {
        if (!Lines().Any() && host.Exists(Directory))
        {
            System.IO.File.Delete(host.At(File));
            System.IO.File.Delete(host.At(Directory + "/lock"));
            try
            {
                if (host.Names(Directory).Count == 0)
                {
                    System.IO.Directory.Delete(host.At(Directory));
                }
            }
            catch (IOException)
            {
                // A file system of its own is mounted there: an empty directory stays.
            }
        }
    }

    private IEnumerable<string> Lines() => (host.ReadIfThere(File) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private void Write(IEnumerable<string> lines) => AtomicFile.Write(host.At(File), Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), Closed);

    private static string Text(FixEntry entry) => JsonSerializer.Serialize(entry, FixJson.Default.FixEntry);

    private static FixEntry Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, FixJson.Default.FixEntry) ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new UnreadableException(File, "a line of it is damaged; what was changed has to be looked up there by hand");
        }
    }
}
