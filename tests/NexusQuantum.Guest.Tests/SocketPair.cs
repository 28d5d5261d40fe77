using System.Runtime.InteropServices;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Guest.Tests;

/// <summary>Two connected ends.</summary>
internal static class SocketPair
{
    public static (Descriptor One, Descriptor Other) Make()
    {
        var ends = new int[2];
        Assert.Equal(0, Socketpair(1, 1 | 0x80000, 0, ends)); // AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC
        return (new Descriptor(ends[0]), new Descriptor(ends[1]));
    }

    [DllImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static extern int Socketpair(int domain, int type, int protocol, [Out] int[] ends);
}
