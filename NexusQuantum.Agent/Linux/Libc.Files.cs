using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>What the kernel knows about files and file systems.</summary>
internal static partial class Libc
{
    public const uint TypeMask = 0xF000;
    public const uint TypeRegular = 0x8000;
    public const uint TypeDirectory = 0x4000;

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    public static partial int Fstat(int descriptor, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Lstat(string path, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Stat(string path, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int StatFs(string path, out FileSystemStatus status);

    /// <summary><c>struct stat</c> of x86-64 glibc, 144 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    public struct FileStatus
    {
        [FieldOffset(8)]
        public ulong Inode;
        [FieldOffset(24)]
        public uint Mode;
        [FieldOffset(28)]
        public uint Owner;
        [FieldOffset(32)]
        public uint Group;
        [FieldOffset(48)]
        public long Size;
        [FieldOffset(64)]
        public long Blocks;
    }

    /// <summary><c>struct statfs</c> of x86-64, 120 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    public struct FileSystemStatus
    {
        [FieldOffset(0)]
        public long Type;
        [FieldOffset(8)]
        public long BlockSize;
        [FieldOffset(16)]
        public ulong Blocks;
        [FieldOffset(32)]
        public ulong Available;
    }
}
