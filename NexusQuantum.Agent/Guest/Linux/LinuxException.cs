using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>A system call failed; carries its errno.</summary>
internal sealed class LinuxException(string call, int errno) : IOException($"{call}: {Marshal.GetPInvokeErrorMessage(errno)}")
{
    public int Errno { get; } = errno;

    /// <summary>The failure of the call that just returned.</summary>
    public static LinuxException Last(string call) => new(call, Marshal.GetLastPInvokeError());
}
