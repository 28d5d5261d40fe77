using System.Text;

namespace NexusQuantum.Web.Data;

/// <summary>Files that hold secrets: mode 0600 from their first moment.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes a file that must not exist; readers see nothing or all of it.</summary>
    public static void WriteNew(string path, string text) => WriteNew(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="WriteNew(string, string)"/>
    public static void WriteNew(string path, ReadOnlySpan<byte> bytes)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: false);
    }

    /// <summary>Refuses a secret that others may read.</summary>
    public static void RequirePrivate(string path)
    {
        if ((File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new StartRefusedException($"{path} may be read by others than its owner.", $"chmod 600 {path}");
        }
    }
}
