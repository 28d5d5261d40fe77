using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Agent.Linux;

/// <summary>"No space left": told from other faults of files (ENOSPC 28, EDQUOT 122; errno(3)), and told to people.</summary>
internal static class DiskFull
{
    public static bool Is(Exception e) => e is IOException { HResult: 28 or 122 };

    /// <param name="what">What found no room, the beginning of a sentence.</param>
    /// <param name="path">Where; it need not exist itself.</param>
    /// <param name="needed">Bytes it needs, where that is known.</param>
    public static Error Tell(string what, string path, long? needed = null)
    {
        var needs = needed is { } bytes ? $" and {new ByteSize(bytes)} are needed" : string.Empty;
        return new Error(ErrorKind.Failed, "disk-full", $"{what} finds no room on this host: {path} has {new ByteSize(Free(path))} free{needs}.")
        {
            Fix = "Delete machines or images of this host, or make that file system larger, then try again.",
        };
    }

    /// <summary>Bytes an account that is not root may still write where a path lies, or will lie.</summary>
    public static long Free(string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FileSystemFacts.Of(at) is { } facts)
            {
                return facts.FreeBytes;
            }
        }

        return 0;
    }
}
