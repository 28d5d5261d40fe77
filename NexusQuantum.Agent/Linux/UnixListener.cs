using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Listening unix sockets made by us and given to a child: connecting works at once and waits for the child's answer, nobody has to
/// watch for a file to appear, and the child needs no right to write where they lie. The framework's own Socket would delete the
/// file when we let go of our end.
/// </summary>
internal static partial class UnixListener
{
    /// <summary>Longest path of a unix socket (unix(7): 108 with the final zero).</summary>
    public const int MaxPath = 107;

    /// <summary>Binds anew, in place of what an earlier process left; mode 0600.</summary>
    public static unsafe Result<SafeFileHandle> Create(string path)
    {
        var bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes > MaxPath)
        {
            return new Error(ErrorKind.Unsupported, "path-too-long", $"A socket's path would have {bytes} bytes; the kernel allows {MaxPath}.")
            {
                Fix = "Choose a shorter run directory (FC_RUN_DIR).",
            };
        }

        File.Delete(path);
        var descriptor = Socket(1, 1 | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return Refused();
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var address = stackalloc byte[110];
        new Span<byte>(address, 110).Clear();
        *(ushort*)address = 1;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, MaxPath));
        _ = Libc.Fchmod(descriptor, 0x180);
        if (Bind(descriptor, address, 110) != 0 || Listen(descriptor, 4) != 0)
        {
            var error = Refused();
            handle.Dispose();
            return error;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return handle;
    }

    private static Error Refused() => new(ErrorKind.Failed, "socket-failed", $"A socket cannot be made: {Libc.LastError()}.");

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(int descriptor, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(int descriptor, int backlog);
}
