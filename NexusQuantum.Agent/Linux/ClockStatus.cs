using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>What the kernel knows of who keeps its clock (adjtimex(2), linux/timex.h).</summary>
internal static partial class ClockStatus
{
    private const int Unsynchronised = 0x40; // STA_UNSYNC
    private const int SizeOfTimex = 208;
    private const int OffsetOfStatus = 40;

    /// <summary>Null when the kernel does not tell.</summary>
    public static unsafe bool? IsKept()
    {
        var timex = stackalloc byte[SizeOfTimex]; // modes 0: only asked
        new Span<byte>(timex, SizeOfTimex).Clear();
        return AdjTimex(timex) < 0 ? null : (*(int*)(timex + OffsetOfStatus) & Unsynchronised) == 0;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static unsafe partial int AdjTimex(void* timex);
}
