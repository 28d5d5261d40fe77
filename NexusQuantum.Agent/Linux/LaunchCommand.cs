using System.Globalization;
using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// The trampoline <c>nexus-agent launch OPTIONS -- PROGRAM ARGUMENTS</c>: 1. enters the control groups; 2. records its pid;
/// 3. sets limits; 4. enters the directory; 5. gives up groups, capabilities and account; 6. forbids new privileges;
/// 7. becomes the program. A step that fails ends it with 126 and a sentence on standard error: nothing runs with more than asked.
/// </summary>
internal static class LaunchCommand
{
    public const string Name = "launch";
    private const int Failure = 126;
    private const int OpenFiles = 1024;
    private const int LimitCore = 4;
    private const int LimitFiles = 7;
    private const int DropBounding = 24;
    private const int SetNoNewPrivileges = 38;
    private const int ClearAmbient = 47;
    private const int LastCapability = 63;
    private const int CloseOnExec = 4;

    internal static int Run(ReadOnlySpan<string> args)
    {
        if (!LaunchArguments.TryParse(args, out var launch))
        {
            return Fail("its options are wrong");
        }

        // 1. Before anything is allocated that should be charged to the VM.
        foreach (var cgroup in launch.Cgroups)
        {
            try
            {
                File.WriteAllText(Path.Combine(cgroup, "cgroup.procs"), "0");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Fail($"the control group cannot be entered: {e.Message}");
            }
        }

        // 2.
        if (launch.PidFile is not null && PidRecord.OfSelf() is { } self)
        {
            AtomicFile.Write(launch.PidFile, self.ToString());
        }

        return Become(launch);
    }

    private static unsafe int Become(LaunchArguments launch)
    {
        // 3.
        var limit = stackalloc ulong[2];
        limit[0] = limit[1] = 0;
        if (Libc.SetLimit(LimitCore, limit) != 0)
        {
            return Fail($"core dumps cannot be switched off: {Libc.LastError()}");
        }

        limit[0] = limit[1] = OpenFiles;
        _ = Libc.SetLimit(LimitFiles, limit);

        // 4.
        _ = Libc.Umask(0x3F);
        if (launch.Directory is not null && Libc.Chdir(launch.Directory) != 0)
        {
            return Fail($"its directory cannot be entered: {Libc.LastError()}");
        }

        // 5. Bounding set before the account: afterwards the right to shrink it is gone.
        if (launch.Uid is { } uid)
        {
            for (var capability = 0; capability <= LastCapability; capability++)
            {
                _ = Libc.Prctl(DropBounding, (nuint)capability, 0, 0, 0);
            }

            _ = Libc.Prctl(ClearAmbient, 4, 0, 0, 0);
            fixed (uint* groups = launch.Groups.ToArray())
            {
                if (Libc.SetGroups((nuint)launch.Groups.Count, groups) != 0
                    || Libc.SetResGid(uid, uid, uid) != 0
                    || Libc.SetResUid(uid, uid, uid) != 0)
                {
                    return Fail($"account {uid} cannot be taken: {Libc.LastError()}");
                }
            }
        }

        // 6. Per thread, like the bounding set; execv keeps what this thread has.
        if (Libc.Prctl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            return Fail($"new privileges cannot be forbidden: {Libc.LastError()}");
        }

        // The runtime ignores SIGPIPE and blocks some signals; ignoring and blocking survive execv.
        var none = stackalloc ulong[16];
        new Span<ulong>(none, 16).Clear();
        _ = Libc.SignalMask(2, none, null);
        _ = Libc.Signal(13, 0);
        _ = Libc.Syscall(Libc.SysCloseRange, Launcher.FirstDescriptor + launch.Descriptors, int.MaxValue, CloseOnExec, 0);

        // 7.
        using var arguments = new CStrings([launch.Program, .. launch.Arguments]);
        _ = Libc.Execv(launch.Program, arguments.Pointer);
        return Fail($"{launch.Program} cannot be executed: {Libc.LastError()}");
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine("nexus-agent launch: " + why);
        return Failure;
    }
}
