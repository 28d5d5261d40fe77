namespace NexusQuantum.Agent.Images;

/// <summary>Tells "no space left" (ENOSPC 28, EDQUOT 122; errno(3)) from other faults of files.</summary>
internal static class DiskFull
{
    public static bool Is(IOException e) => e.HResult is 28 or 122;
}
