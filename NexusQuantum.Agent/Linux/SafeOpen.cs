using System.Text;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Opens files in directories somebody else may write to: below a directory handle, following no link, regular files only.
/// </summary>
internal static class SafeOpen
{
    /// <summary>A regular file for reading.</summary>
    public static Result<SafeFileHandle> Read(string directory, string name) => Open(directory, name, Libc.O_RDONLY);

    /// <summary>A regular file for appending, made when missing (0600); emptied first when asked.</summary>
    public static Result<SafeFileHandle> Append(string directory, string name, bool truncate)
        => Open(directory, name, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | (truncate ? Libc.O_TRUNC : 0));

    /// <summary>The last <paramref name="limit"/> bytes of a file as text; empty when it is missing or not a regular file.</summary>
    public static string ReadTail(string directory, string name, int limit)
    {
        if (!Read(directory, name).Ok(out var handle))
        {
            return string.Empty;
        }

        using (handle)
        {
            var length = RandomAccess.GetLength(handle);
            var buffer = new byte[(int)Math.Min(length, limit)];
            var read = RandomAccess.Read(handle, buffer, length - buffer.Length);
            return Encoding.UTF8.GetString(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Empties a file that grew beyond <paramref name="limit"/>; its writers append, so they go on at its start.</summary>
    public static void Cap(string directory, string name, long limit)
    {
        if (Append(directory, name, truncate: false).Ok(out var handle))
        {
            using (handle)
            {
                if (RandomAccess.GetLength(handle) > limit)
                {
                    RandomAccess.SetLength(handle, 0);
                }
            }
        }
    }

    /// <summary>Bytes on disk of the regular files directly in a directory.</summary>
    public static long MeasureBytes(string directory)
    {
        var total = 0L;
        if (!Directory.Exists(directory))
        {
            return 0;
        }

        foreach (var path in Directory.EnumerateFiles(directory))
        {
            if (Libc.Lstat(path, out var status) == 0 && (status.Mode & Libc.TypeMask) == Libc.TypeRegular)
            {
                total += status.Blocks * 512;
            }
        }

        return total;
    }

    private static Result<SafeFileHandle> Open(string directory, string name, int flags)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name is "." or ".." or "")
        {
            return Refuse(name, "that is not a file name");
        }

        var parent = Libc.Open(directory, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (parent < 0)
        {
            return Refuse(name, Libc.LastError());
        }

        // Non-blocking: a FIFO put there would otherwise hold us for ever.
        var descriptor = Libc.OpenAt(parent, name, flags | Libc.O_NOFOLLOW | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0x180);
        var error = descriptor < 0 ? Libc.LastError() : string.Empty;
        _ = Libc.Close(parent);
        if (descriptor < 0)
        {
            return Refuse(name, error);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Libc.Fstat(descriptor, out var status) != 0 || (status.Mode & Libc.TypeMask) != Libc.TypeRegular)
        {
            handle.Dispose();
            return Refuse(name, "it is not a regular file");
        }

        return handle;
    }

    private static Error Refuse(string name, string why) => new(ErrorKind.Failed, "file-refused", $"{SafeText.Clean(name)} cannot be opened: {why}.");

    private static bool Ok(this Result<SafeFileHandle> result, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafeFileHandle? handle)
    {
        handle = result.Value;
        return result.Ok;
    }
}
