using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Control;

/// <summary>Finds the virtio-serial port that is the control line: by name, for its number depends on the machine.</summary>
internal static class ControlPort
{
    private const string Ports = "/sys/class/virtio-ports";

    /// <summary>The port, open; null when the machine has none (yet).</summary>
    public static Descriptor? Open()
    {
        if (!Directory.Exists(Ports))
        {
            return null;
        }

        foreach (var port in Directory.EnumerateFileSystemEntries(Ports))
        {
            if (SmallFile.Line(port + "/name") != GuestRoutes.ControlPort)
            {
                continue;
            }

            var fd = Libc.Open("/dev/" + Path.GetFileName(port), Const.ReadWrite | Const.NonBlocking | Const.CloseOnExec, 0);
            return fd < 0 ? throw LinuxException.Last("open " + port) : new Descriptor(fd);
        }

        return null;
    }
}
