namespace NexusQuantum.Agent.Linux;

/// <summary>Sets the mode of a directory by a handle that followed no link: its parent may be somebody else's.</summary>
internal static class DirectoryMode
{
    /// <summary><see cref="IOException"/> where it is no directory, or the system refuses.</summary>
    public static void Set(string path, uint mode)
    {
        var handle = Libc.Open(path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (handle < 0)
        {
            throw new IOException(Libc.LastError());
        }

        var refused = Libc.Fchmod(handle, mode) != 0 ? Libc.LastError() : null;
        _ = Libc.Close(handle);
        if (refused is not null)
        {
            throw new IOException(refused);
        }
    }
}
