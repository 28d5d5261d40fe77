using System.Runtime.InteropServices;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>kill(2).</summary>
public static class Signals
{
    public const int Kill = 9;

    public static void Send(int pid, int signal)
    {
        if (pid > 1)
        {
            _ = NativeMethods.kill(pid, signal);
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        internal static extern int kill(int pid, int signal);
    }
}
