namespace NexusQuantum.Agent.Linux;

/// <summary>Whether a device opens for this account. Nothing is done with it.</summary>
internal static class DeviceOpen
{
    public static bool CanReadAndWrite(string path)
    {
        var descriptor = Libc.Open(path, Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0);
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }

        return descriptor >= 0;
    }
}
