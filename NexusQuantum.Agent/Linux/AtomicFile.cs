using System.Text;

namespace NexusQuantum.Agent.Linux;

/// <summary>Writes small files of ours so that a reader, also after a crash, sees the old text or the new, never half of one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="text"/> with mode 0600, flushed to disk, in place of what was there.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>The same with a mode of its own, whatever the umask.</summary>
    public static void Write(string path, byte[] bytes, UnixFileMode mode)
    {
        var temporary = path + ".new";
        try
        {
            // Unbuffered: a buffer that a full disk did not take would be tried again when the file is closed.
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(bytes);
                File.SetUnixFileMode(file.SafeFileHandle, mode);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException) when (File.Exists(temporary))
        {
            File.Delete(temporary);
            throw;
        }
    }
}
