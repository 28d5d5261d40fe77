using System.Globalization;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>A file system of a few megabytes over a directory, so that a full disk is a real one. Mounting is root's.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _path;

    private SmallDisk(string path) => _path = path;

    /// <summary>Whether this process may make one.</summary>
    public static bool Possible => Environment.UserName == "root";

    public static async Task<SmallDisk> MountAsync(string path, int megabytes, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=0777"), "nq-small", path], cancellationToken);
        return new SmallDisk(path);
    }

    public async ValueTask DisposeAsync()
    {
        // Lazily: whoever still holds a file in it must not keep the directory hidden.
        await Command.TryRunAsync("umount", ["--lazy", _path], CancellationToken.None);
    }
}
