using System.Globalization;
using System.Runtime.InteropServices;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Gives each VM an account of its own: a bare uid in 64000-64999 that no user and no container range of the host has. Which one
/// is written nowhere but in the owner of the VM's <c>disks</c> directory. Without root everything stays ours.
/// </summary>
internal static class VmAccounts
{
    public const uint First = 64000;
    public const uint Count = 1000;
    private static readonly Lock Allocation = new();

    /// <summary>
    /// Makes a VM's directory (closed to the account but for passing through), <c>run</c> (ours alone) and <c>disks</c> (the
    /// account's alone), and answers the account; null when we are not root. Idempotent.
    /// </summary>
    public static Result<VmAccount> Prepare(string vmDirectory)
    {
        var run = Path.Combine(vmDirectory, "run");
        var disks = Path.Combine(vmDirectory, "disks");
        try
        {
            Directory.CreateDirectory(vmDirectory);
            Directory.CreateDirectory(run);
            Directory.CreateDirectory(disks);
            File.SetUnixFileMode(run, (UnixFileMode)Convert.ToInt32("700", 8));
            File.SetUnixFileMode(disks, (UnixFileMode)Convert.ToInt32("700", 8));
            File.SetUnixFileMode(vmDirectory, (UnixFileMode)Convert.ToInt32(HostReadings.IsRoot ? "711" : "700", 8));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DiskFull.Is(e) ? DiskFull.Tell("The machine's directory", vmDirectory) : new Error(ErrorKind.Failed, "vm-directory", $"The VM's directory cannot be made: {e.Message}");
        }

        if (!HostReadings.IsRoot)
        {
            return new VmAccount(null);
        }

        lock (Allocation)
        {
            if (OwnerOf(disks) is { } owner && IsVmAccount(owner))
            {
                return new VmAccount(owner);
            }

            if (Free(Path.GetDirectoryName(vmDirectory)!) is not { } uid) // a VM's directory always lies in another
            {
                return new Error(ErrorKind.Failed, "vm-accounts-used-up", $"All {Count} accounts for VMs (uids {First} to {First + Count - 1}) are in use.");
            }

            return Libc.Lchown(disks, uid, uid) == 0
                ? new VmAccount(uid)
                : new Error(ErrorKind.Failed, "vm-directory", $"The VM's disk directory cannot be given to its account: {Libc.LastError()}.");
        }
    }

    /// <summary>Hands a file of ours in the account's directory over to it; nothing happens without root.</summary>
    public static void Give(SafeHandle file, uint? uid)
    {
        if (uid is { } owner)
        {
            _ = Libc.Fchown((int)file.DangerousGetHandle(), owner, owner);
            GC.KeepAlive(file);
        }
    }

    /// <summary>Whether an uid is in the VMs' range.</summary>
    public static bool IsVmAccount(uint uid) => uid is >= First and < First + Count;

    /// <summary>Whether accounts that are not root can read a file: it and each directory above it must let others.</summary>
    public static bool OthersCanRead(string path)
    {
        if (Libc.Stat(path, out var file) != 0 || (file.Mode & 4) == 0)
        {
            return false;
        }

        for (var directory = Path.GetDirectoryName(path); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (Libc.Stat(directory, out var status) != 0 || (status.Mode & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Owner of a path itself (no link followed), null when it does not exist.</summary>
    public static uint? OwnerOf(string path) => Libc.Lstat(path, out var status) == 0 ? status.Owner : null;

    private static uint? Free(string vmsDirectory)
    {
        var taken = new HashSet<uint>();
        foreach (var other in Directory.EnumerateDirectories(vmsDirectory))
        {
            if (OwnerOf(Path.Combine(other, "disks")) is { } owner)
            {
                taken.Add(owner);
            }
        }

        // Another installation's VMs, or a process that outlived its directory.
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(process["/proc/".Length]) && OwnerOf(process) is { } owner)
            {
                taken.Add(owner);
            }
        }

        var users = IdRanges.Read("/etc/passwd", 2, width: 1).Concat(IdRanges.Read("/etc/subuid", 1, width: null)).ToArray();

        // Installations side by side begin at different places, so that two starting at once do not meet.
        var begin = (uint)vmsDirectory.Aggregate(17, (hash, c) => unchecked((hash * 31) + c)) % Count;
        for (var i = 0u; i < Count; i++)
        {
            var uid = First + ((begin + i) % Count);
            if (!taken.Contains(uid) && !users.Any(range => uid >= range.First && uid - range.First < range.Count))
            {
                return uid;
            }
        }

        return null;
    }
}
