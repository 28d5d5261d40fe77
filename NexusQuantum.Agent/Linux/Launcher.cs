using System.Globalization;
using System.Runtime.InteropServices;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// Starts detached processes: <c>posix_spawn</c> of our own binary as <c>launch</c> (<see cref="LaunchCommand"/>), which enters
/// cgroup and account and becomes the program, keeping the pid. <see cref="System.Diagnostics.Process"/> can pass no descriptors.
/// </summary>
internal static class Launcher
{
    /// <summary>First descriptor given to the program.</summary>
    public const int FirstDescriptor = 3;

    // Descriptors are first copied up here, so that giving one its place cannot overwrite another not yet placed.
    private const int Above = 256;

    /// <summary>Returns the pid the program will have. That it lives is for the caller to watch; it may fail to start.</summary>
    public static Result<int> Start(LaunchOrder order)
    {
        var command = new List<string>(SelfCommand.Prefix) { LaunchCommand.Name, "--chdir", order.Directory, "--pidfile", order.PidFile };
        if (order.Uid is { } uid)
        {
            command.Add("--uid");
            command.Add(uid.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var group in order.Groups)
        {
            command.Add("--group");
            command.Add(group.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var cgroup in order.Cgroups)
        {
            command.Add("--cgroup");
            command.Add(cgroup);
        }

        command.Add("--descriptors");
        command.Add(order.Descriptors.Count.ToString(CultureInfo.InvariantCulture));
        command.Add("--");
        command.Add(order.Program);
        command.AddRange(order.Arguments);

        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read);
        return Spawn(command, [nothing, order.Log, order.Log, .. order.Descriptors]);
    }

    private static unsafe Result<int> Spawn(IReadOnlyList<string> command, IReadOnlyList<SafeHandle> handles)
    {
        // glibc keeps 80 bytes of actions, 336 of attributes and 128 of a signal set; these are roomy and aligned.
        var actions = stackalloc ulong[64];
        var attributes = stackalloc ulong[64];
        var signals = stackalloc ulong[16];
        var copies = new List<int>();
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        try
        {
            for (var i = 0; i < handles.Count; i++)
            {
                var copy = Libc.Fcntl((int)handles[i].DangerousGetHandle(), Libc.F_DUPFD_CLOEXEC, Above);
                GC.KeepAlive(handles[i]);
                if (copy < 0)
                {
                    return new Error(ErrorKind.Failed, "launch-failed", $"A descriptor cannot be passed on: {Libc.LastError()}.");
                }

                copies.Add(copy);
                _ = Libc.SpawnActionsDup2(actions, copy, i);
            }

            _ = Libc.SpawnActionsCloseFrom(actions, handles.Count);
            new Span<ulong>(signals, 16).Clear();
            _ = Libc.SpawnAttributesSetMask(attributes, signals);
            new Span<ulong>(signals, 16).Fill(ulong.MaxValue);
            _ = Libc.SpawnAttributesSetDefaults(attributes, signals);
            _ = Libc.SpawnAttributesSetFlags(attributes, Libc.SpawnSetSession | Libc.SpawnSetSignalMask | Libc.SpawnSetSignalDefaults);

            using var arguments = new CStrings(command);
            using var environment = new CStrings(LaunchEnvironment());
            var error = Libc.PosixSpawn(out var pid, command[0], actions, attributes, arguments.Pointer, environment.Pointer);
            return error == 0
                ? pid
                : new Error(ErrorKind.Failed, "launch-failed", $"The launcher cannot be started: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
        finally
        {
            foreach (var copy in copies)
            {
                _ = Libc.Close(copy);
            }

            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    private static List<string> LaunchEnvironment()
        // Nothing of the agent's environment reaches a VM's process; the two settings are for running from an assembly.
        => ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "DOTNET_TieredCompilation=1", "DOTNET_EnableDiagnostics=0"];
}
