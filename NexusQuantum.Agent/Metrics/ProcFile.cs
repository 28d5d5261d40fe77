using Microsoft.Win32.SafeHandles;

namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// A file of /proc or /sys kept open and read again from its beginning (pread), without an allocation. A process's file opened once
/// never shows another process that got the same pid later: it just fails.
/// </summary>
internal sealed class ProcFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ProcFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Null when it cannot be opened.</summary>
    public static ProcFile? Open(string path)
    {
        try
        {
            return new ProcFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The content as far as <paramref name="buffer"/> reaches; empty when it is gone.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(_handle, buffer[total..], total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }

            return buffer[..total];
        }
        catch (IOException)
        {
            return [];
        }
    }

    public void Dispose() => _handle.Dispose();
}
