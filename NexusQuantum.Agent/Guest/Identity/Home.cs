using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Directories that belong to an account. We write there as root what its owner can change at any moment, so every step goes below
/// an open directory and follows no symbolic link.
/// </summary>
internal static class Home
{
    private const int DirectoryFlags = Const.ReadOnly | Const.Directory | Const.NoFollow | Const.CloseOnExec;

    /// <summary>Makes the home, private to its owner.</summary>
    public static void Make(string root, Account account)
    {
        var path = root + account.Home;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a home is never "/"
        var parent = Open(Path.GetDirectoryName(path)!); // as above
        try
        {
            _ = Libc.Close(Enter(parent, Path.GetFileName(path), account));
        }
        finally
        {
            _ = Libc.Close(parent);
        }
    }

    /// <summary>An open directory, which the caller closes.</summary>
    public static int Open(string path)
    {
        var fd = Libc.Open(path, DirectoryFlags, 0);
        return fd < 0 ? throw LinuxException.Last("open " + path) : fd;
    }

    /// <summary>A directory of the account's below another, made (0700) if need be, open; the caller closes it.</summary>
    public static int Enter(int parent, string name, Account account)
    {
        var made = Libc.MakeDirectoryAt(parent, name, 0x1C0) == 0;
        var fd = Libc.OpenAt(parent, name, DirectoryFlags, 0);
        if (fd < 0)
        {
            throw LinuxException.Last("open " + name);
        }

        if (made)
        {
            _ = Libc.ChangeOwner(fd, account.Uid, account.Gid);
        }

        return fd;
    }
}
