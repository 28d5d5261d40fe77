using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>
/// A child started by posix_spawn(3), in a session and process group of its own, with every signal at its default. Its end is
/// learned from a pidfd (Linux 5.3 and later). There is no fork in managed code, and no shell between.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    // Larger than glibc's posix_spawn_file_actions_t (80) and posix_spawnattr_t (336).
    private const int ActionsSize = 256;
    private const int AttributesSize = 1024;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const short NewSession = 0x80;

    private readonly Lock _lock = new();
    private readonly Descriptor _handle;
    private int? _exitCode;

    private ChildProcess(int pid, Descriptor handle) => (Pid, _handle) = (pid, handle);

    public int Pid { get; }

    /// <summary>Starts the program, or throws <see cref="LinuxException"/> with the errno (2 missing, 13 not executable).</summary>
    public static unsafe ChildProcess Start(SpawnPlan plan)
    {
        var actions = stackalloc byte[ActionsSize];
        var attributes = stackalloc byte[AttributesSize];
        var none = stackalloc byte[128];
        var all = stackalloc byte[128];
        new Span<byte>(none, 128).Clear();
        new Span<byte>(all, 128).Fill(0xff);

        // SIGKILL (9) and SIGSTOP (19) have no other disposition; naming them makes the call fail.
        all[1] = unchecked((byte)~0x01);
        all[2] = unchecked((byte)~0x04);

        using var argv = new NativeStrings(plan.Argv);
        using var environment = new NativeStrings(plan.Environment);
        using var paths = new NativeStrings([plan.Path, plan.Terminal ?? "/dev/null", plan.Directory]);

        _ = Libc.ActionsInit(actions);
        _ = Libc.AttributesInit(attributes);
        try
        {
            if (plan.Terminal is not null)
            {
                // Opened by a session leader without O_NOCTTY: it becomes the controlling terminal.
                _ = Libc.ActionsAddOpen(actions, 0, paths.Pointer[1], Const.ReadWrite, 0);
                _ = Libc.ActionsAddDuplicate(actions, 0, 1);
                _ = Libc.ActionsAddDuplicate(actions, 0, 2);
            }
            else
            {
                _ = Libc.ActionsAddOpen(actions, 0, paths.Pointer[1], Const.ReadOnly, 0);
                _ = Libc.ActionsAddDuplicate(actions, plan.Output, 1);
                _ = Libc.ActionsAddDuplicate(actions, plan.Errors, 2);
            }

            _ = Libc.ActionsAddChangeDirectory(actions, paths.Pointer[2]);
            _ = Libc.AttributesSetFlags(attributes, NewSession | SetSignalMask | SetSignalDefault);
            _ = Libc.AttributesSetMask(attributes, none);
            _ = Libc.AttributesSetDefault(attributes, all);

            int pid;
            var errno = Libc.Spawn(&pid, paths.Pointer[0], actions, attributes, argv.Pointer, environment.Pointer);
            if (errno != 0)
            {
                throw new LinuxException(plan.Path, errno);
            }

            var handle = (int)Libc.SystemCall(Const.PidFdOpen, pid, 0);
            if (handle < 0)
            {
                var failure = LinuxException.Last("pidfd_open");
                _ = Libc.Kill(-pid, Const.SignalKill);
                _ = Libc.WaitPid(pid, null, 0);
                throw failure;
            }

            return new ChildProcess(pid, new Descriptor(handle));
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
            _ = Libc.AttributesDestroy(attributes);
        }
    }

    /// <summary>The exit code, 128 + signal when a signal ended it.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Reap() is { } code)
            {
                return code;
            }

            await _handle.ReadableAsync(cancellationToken);
        }
    }

    /// <summary>Signals its whole process group; nothing once it was reaped, for its number may be another's then.</summary>
    public void Signal(int signal)
    {
        lock (_lock)
        {
            if (_exitCode is null)
            {
                _ = Libc.Kill(-Pid, signal);
            }
        }
    }

    /// <summary>Reaps it when it has ended.</summary>
    public unsafe int? Reap()
    {
        lock (_lock)
        {
            int status;
            if (_exitCode is null && Libc.WaitPid(Pid, &status, Const.WaitNoHang) == Pid)
            {
                var signal = status & 0x7f;
                _exitCode = signal == 0 ? (status >> 8) & 0xff : 128 + signal;
            }

            return _exitCode;
        }
    }

    public void Dispose() => _handle.Dispose();
}
