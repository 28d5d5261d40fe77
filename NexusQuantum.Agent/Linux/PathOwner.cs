namespace NexusQuantum.Agent.Linux;

/// <summary>Whose a path is and what others may do with it (lstat(2)).</summary>
/// <param name="User">The owner's uid.</param>
/// <param name="Group">The group's gid.</param>
/// <param name="Mode">Permission bits, as <c>chmod</c> takes them.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
internal sealed record PathOwner(uint User, uint Group, uint Mode, bool IsDirectory)
{
    private const uint PermissionBits = 0xFFF;

    /// <summary>Null when the path is not there.</summary>
    public static PathOwner? Of(string path)
        => Libc.Lstat(path, out var status) == 0 ? new PathOwner(status.Owner, status.Group, status.Mode & PermissionBits, (status.Mode & Libc.TypeMask) == Libc.TypeDirectory) : null;
}
