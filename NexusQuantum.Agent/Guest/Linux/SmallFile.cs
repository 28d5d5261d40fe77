namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>Reads the files of /proc and /sys, whose size is not known before, into a buffer that is used again.</summary>
internal sealed class SmallFile
{
    private const int Limit = 1024 * 1024;
    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>Its bytes, valid until the next call; empty when it cannot be read; cut at 1 MiB.</summary>
    public unsafe ReadOnlySpan<byte> Read(string path)
    {
        var fd = Libc.Open(path, Const.ReadOnly | Const.CloseOnExec, 0);
        if (fd < 0)
        {
            return [];
        }

        try
        {
            var length = 0;
            while (true)
            {
                if (length == _buffer.Length)
                {
                    if (length >= Limit)
                    {
                        return _buffer;
                    }

                    Array.Resize(ref _buffer, length * 2);
                }

                nint count;
                fixed (byte* start = &_buffer[length])
                {
                    count = Libc.Read(fd, start, (nuint)(_buffer.Length - length));
                }

                if (count <= 0)
                {
                    return _buffer.AsSpan(0, length);
                }

                length += (int)count;
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>The first line as text, without its end; null when it cannot be read.</summary>
    public static string? Line(string path)
    {
        var bytes = new SmallFile().Read(path);
        if (bytes.IsEmpty)
        {
            return null;
        }

        var end = bytes.IndexOf((byte)'\n');
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
