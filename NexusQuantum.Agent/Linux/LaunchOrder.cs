using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NexusQuantum.Agent.Linux;

/// <summary>A long-lived process to start through the trampoline, detached from the agent.</summary>
internal sealed record LaunchOrder
{
    public required string Program { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Working directory; entered before rights are given up, so its parents may be closed to the account.</summary>
    public required string Directory { get; init; }

    /// <summary>File of ours in which pid, start time and boot are recorded before the program begins.</summary>
    public required string PidFile { get; init; }

    /// <summary>Where standard output and error go, opened for append.</summary>
    public required SafeFileHandle Log { get; init; }

    /// <summary>Account to become, with a group of the same number; null keeps ours and its rights.</summary>
    public uint? Uid { get; init; }

    /// <summary>Further groups of that account (for /dev/kvm).</summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>Directories of the control group to enter, one per hierarchy.</summary>
    public IReadOnlyList<string> Cgroups { get; init; } = [];

    /// <summary>Descriptors the program gets as 3, 4, …, in this order.</summary>
    public IReadOnlyList<SafeHandle> Descriptors { get; init; } = [];
}
