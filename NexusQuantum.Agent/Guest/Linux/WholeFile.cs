namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>Replaces a file by one whose bytes and rights are right from the first moment.</summary>
internal static unsafe class WholeFile
{
    public static void Replace(string path, ReadOnlySpan<byte> bytes, uint mode)
    {
        var fresh = path + ".nexus";
        File.Delete(fresh);
        var fd = Libc.Open(fresh, Const.WriteOnly | Const.Create | Const.Exclusive | Const.NoFollow | Const.CloseOnExec, 0x180);
        if (fd < 0)
        {
            throw LinuxException.Last("open " + fresh);
        }

        try
        {
            fixed (byte* start = bytes)
            {
                for (var written = 0; written < bytes.Length;)
                {
                    var count = Libc.Write(fd, start + written, (nuint)(bytes.Length - written));
                    if (count <= 0)
                    {
                        throw LinuxException.Last("write " + fresh);
                    }

                    written += (int)count;
                }
            }

            _ = Libc.ChangeMode(fd, mode);
        }
        finally
        {
            _ = Libc.Close(fd);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
