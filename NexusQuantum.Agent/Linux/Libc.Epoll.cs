using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>Waiting for many descriptors at once (epoll(7)).</summary>
internal static partial class Libc
{
    public const int EpollAdd = 1;
    public const uint EpollIn = 1;
    public const uint EpollOneShot = 1u << 30;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, ref EpollEvent change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static unsafe partial int EpollWait(int epoll, EpollEvent* events, int count, int timeout);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Mprotect(nint address, nuint length, int protection);

    /// <summary>Packed on x86-64, unlike elsewhere.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct EpollEvent
    {
        public uint Events;
        public ulong Data;
    }
}
