namespace NexusQuantum.Agent.Linux;

/// <summary>Who may read and write a device node.</summary>
/// <param name="Others">Everybody.</param>
/// <param name="Group">Members of this group; 0 when that is root's or the group may not.</param>
internal sealed record DeviceAccess(bool Others, uint Group)
{
    private const uint ReadWrite = 6;

    /// <summary>Null when there is no such node.</summary>
    public static DeviceAccess? Of(string path)
        => Libc.Stat(path, out var status) != 0
            ? null
            : new DeviceAccess((status.Mode & ReadWrite) == ReadWrite, ((status.Mode >> 3) & ReadWrite) == ReadWrite ? status.Group : 0);
}
