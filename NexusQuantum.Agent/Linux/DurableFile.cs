using System.Text;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Writes a small file so that after a crash or a power cut either the old or the new content is there: a temporary beside it,
/// fsync, rename (rename(2) replaces atomically). Mode 0600 unless said otherwise.
/// </summary>
internal static class DurableFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode,
        }))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static void Write(string path, string content, UnixFileMode mode = OwnerOnly)
        => Write(path, Encoding.UTF8.GetBytes(content), mode);
}
