using System.IO.Compression;
using System.Text;

namespace NexusQuantum.Agent.Preflight;

/// <summary>What checks know of a host: its files below a root ("/", or a recorded tree), its programs and kernel, and what the agent is told.</summary>
internal sealed class CheckHost(string root, IHostSystem system, CheckSettings settings)
{
    private const int LongestFile = 4 * 1024 * 1024;

    public IHostSystem System => system;

    public CheckSettings Settings => settings;

    /// <summary>A file of the host, below the root.</summary>
    public string At(string path) => Path.Combine(root, path.TrimStart('/'));

    public bool Exists(string path) => Path.Exists(At(path));

    /// <summary>The text of a file, unpacked where its name ends in .gz; <see cref="UnreadableException"/> where it cannot be read.</summary>
    public string Read(string path)
    {
        try
        {
            using var file = File.OpenRead(At(path));
            using var text = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
            var (read, part) = (new StringBuilder(), new char[4096]);
            while (read.Length < LongestFile && text.Read(part) is > 0 and var count)
            {
                read.Append(part, 0, count);
            }

            return read.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UnreadableException(path, e is UnauthorizedAccessException ? "this account may not" : e is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : "the system refused");
        }
    }

    /// <summary>The same; null where it is not there.</summary>
    public string? ReadIfThere(string path) => Exists(path) ? Read(path) : null;

    public string[] Lines(string path) => Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names in a directory, sorted; none where it is not there.</summary>
    public IReadOnlyList<string> Names(string path)
        => Directory.Exists(At(path)) ? [.. Directory.EnumerateFileSystemEntries(At(path)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Where a path of the host leads when links are followed, as a path of the host; itself where it is no link.</summary>
    public string Resolve(string path)
    {
        var target = new DirectoryInfo(At(path)).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return target is null ? path : target.StartsWith(root, StringComparison.Ordinal) ? "/" + target[root.Length..].TrimStart('/') : target;
    }

    /// <summary>What a program printed; <see cref="UnreadableException"/> where it is missing or failed.</summary>
    public async Task<string> AskAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var result = await system.RunAsync(command, cancellationToken);
        return result.Ok ? result.Output : throw new UnreadableException($"The answer of '{string.Join(' ', command)}'", result.Complaint);
    }
}
