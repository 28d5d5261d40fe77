using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// TAP devices (kernel: Documentation/networking/tuntap.rst). Persistent, because the network makes and pins them before the
/// engine starts; only one process can hold one, so a second QEMU on the same tap is refused by the kernel.
/// </summary>
internal static class Tap
{
    private const nuint SetInterface = 0x400454CA;
    private const nuint SetPersistent = 0x400454CB;
    private const short Flags = 0x0002 | 0x1000 | 0x4000; // IFF_TAP | IFF_NO_PI | IFF_VNET_HDR

    /// <summary>Whether this process may make taps.</summary>
    public static bool Usable()
    {
        var descriptor = Libc.Open("/dev/net/tun", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return false;
        }

        _ = Libc.Close(descriptor);
        return true;
    }

    /// <summary>Makes a tap that stays; does nothing when it exists.</summary>
    public static Result<Done> Create(string name)
    {
        // An existing one may be held by its QEMU already, and opening it would fail.
        foreach (var line in File.ReadLines("/proc/thread-self/net/dev"))
        {
            if (line.TrimStart().StartsWith(name + ":", StringComparison.Ordinal))
            {
                return Done.Value;
            }
        }

        var opened = Open(name);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var handle = opened.Value;
        return Libc.Ioctl((int)handle.DangerousGetHandle(), SetPersistent, 1) == 0 ? Done.Value : Refused(name);
    }

    /// <summary>The queue of a tap, for a process to read and write frames.</summary>
    public static unsafe Result<SafeFileHandle> Open(string name)
    {
        if (name.Length is 0 or > 15)
        {
            return new Error(ErrorKind.Failed, "tap-failed", "A tap's name has 1 to 15 characters.");
        }

        var descriptor = Libc.Open("/dev/net/tun", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return Refused(name);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, 15));
        Marshal.WriteInt16((nint)request, 16, Flags);
        if (Libc.Ioctl(descriptor, SetInterface, request) == 0)
        {
            return handle;
        }

        var error = Refused(name);
        handle.Dispose();
        return error;
    }

    private static Error Refused(string name)
        => new(ErrorKind.Failed, "tap-failed", $"The tap {name} cannot be opened: {Libc.LastError()}.");
}
