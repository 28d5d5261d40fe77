namespace NexusQuantum.Agent.Shells;

/// <summary>
/// The serial log on disk, in the VM's own directory that is closed to its engine: <c>console.log</c> up to 8 MiB, then renamed to
/// <c>console.log.1</c>. Only the ring's loop writes; a full disk loses log lines, never the console.
/// </summary>
internal sealed class ConsoleLog(string directory) : IDisposable
{
    public const long MaxBytes = 8 * 1024 * 1024;

    private FileStream? _file;

    private string Current => Path.Combine(directory, "console.log");

    private string Old => Path.Combine(directory, "console.log.1");

    public void Append(ReadOnlySpan<byte> data)
    {
        try
        {
            var file = _file ??= Open();
            file.Write(data);
            if (file.Length >= MaxBytes)
            {
                file.Dispose();
                _file = null;
                File.Move(Current, Old, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    public DateTimeOffset? LastWritten => File.Exists(Current) ? new DateTimeOffset(File.GetLastWriteTimeUtc(Current)) : null;

    /// <summary>The last bytes of both files together.</summary>
    public byte[] Tail(int most)
    {
        var newest = Read(Current, most);
        return newest.Length == most ? newest : [.. Read(Old, most - newest.Length), .. newest];
    }

    public void Dispose() => _file?.Dispose();

    private static byte[] Read(string path, int most)
    {
        try
        {
            using var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            var bytes = new byte[(int)Math.Min(length, most)];
            var read = RandomAccess.Read(handle, bytes, length - bytes.Length);
            return bytes[..read];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private FileStream Open() => new(Current, new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
