using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NexusQuantum.Agent.Engines.Qemu.Qmp;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// One start: 1. directories and account; 2. sockets, logs and taps, as descriptors; 3. records; 4. control group and process;
/// 5. the event monitor is opened once, so that it logs; 6. QMP; 7. the vCPUs go. A step that fails takes all before it back.
/// </summary>
internal sealed class QemuStart(EngineLaunch launch, QemuFacts facts, TimeProvider time)
{
    // On a loaded host the first greeting took seconds where it usually takes 30 to 70 ms.
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(15);

    public async Task<Result<IVmProcess>> RunAsync(bool plainCpu, CancellationToken cancellationToken)
    {
        // 1.
        var account = VmAccounts.Prepare(launch.Directory.Path);
        if (!account.Ok)
        {
            return account.Error;
        }

        var uid = account.Value.Uid;
        if (uid is not null && Unreadable() is { } file)
        {
            return new Error(ErrorKind.Failed, "image-unreadable", $"VMs do not run as root, and their accounts cannot read {Path.GetFileName(file)} in the image directory.")
            {
                Fix = "Let others read the image directory and enter the directories above it (chmod o+x, o+r).",
            };
        }

        var handles = new List<SafeHandle>();
        try
        {
            // 2.
            var wired = Wire(handles, plainCpu);
            if (!wired.Ok)
            {
                return wired.Error;
            }

            var logFile = SafeOpen.Append(launch.Directory.Run, QemuFiles.Log, truncate: true);
            if (!logFile.Ok)
            {
                return logFile.Error;
            }

            handles.Insert(0, logFile.Value);
            var started = Spawn(wired.Value, logFile.Value, [.. handles.Skip(1)], uid);
            if (!started.Ok)
            {
                return started.Error;
            }

            return await FinishAsync(started.Value.Process, started.Value.Record, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Error(ErrorKind.Failed, "vm-directory", $"The VM's files cannot be made: {e.Message}");
        }
        finally
        {
            handles.ForEach(handle => handle.Dispose());
        }
    }

    private Result<QemuWiring> Wire(List<SafeHandle> handles, bool plainCpu)
    {
        foreach (var name in QemuFiles.Sockets)
        {
            var socket = UnixListener.Create(Path.Combine(launch.Directory.Run, name));
            if (!socket.Ok)
            {
                return socket.Error;
            }

            handles.Add(socket.Value);
        }

        var events = SafeOpen.Append(launch.Directory.Run, QemuFiles.EventLog, truncate: true);
        if (!events.Ok)
        {
            return events.Error;
        }

        handles.Add(events.Value);
        var taps = ImmutableArray.CreateBuilder<int>();
        foreach (var nic in launch.Nics)
        {
            if (nic.Tap is null)
            {
                continue;
            }

            var tap = Tap.Open(nic.Tap);
            if (!tap.Ok)
            {
                return tap.Error;
            }

            handles.Add(tap.Value);
            taps.Add(QemuWiring.FirstTap + taps.Count);
        }

        int? port = launch.Nics.Any(nic => nic.Tap is null) ? LoopbackPort.FindFree() : null;
        return new QemuWiring(taps.ToImmutable(), port, plainCpu);
    }

    private Result<(DetachedProcess Process, QemuRecord Record)> Spawn(
        QemuWiring wiring, SafeFileHandle logFile, IReadOnlyList<SafeHandle> descriptors, uint? uid)
    {
        // 3.
        var arguments = QemuArguments.Build(launch, facts, wiring);
        var record = new QemuRecord
        {
            Profile = launch.Profile,
            Accelerator = facts.Accelerator,
            Version = facts.Version,
            Vcpus = launch.Vcpus,
            MemoryMiB = launch.MemoryMiB,
            StartedAt = time.GetUtcNow(),
            GuestPort = wiring.GuestPort,
            Note = Note(uid),
        };
        File.Delete(QemuFiles.Pid(launch.Directory));
        AtomicFile.Write(launch.Directory.ArgvFile, string.Join('\n', arguments.Prepend(facts.Binary)) + "\n");
        record.Write(launch.Directory);

        // 4.
        var pid = Launcher.Start(new LaunchOrder
        {
            Program = facts.Binary,
            Arguments = arguments,
            Directory = launch.Directory.Path,
            PidFile = QemuFiles.Pid(launch.Directory),
            Log = logFile,
            Uid = uid,
            Groups = facts.KvmGroup is { } group && uid is not null ? [group] : [],
            Cgroups = Cgroups.Host.Create(launch.Id.ToString()),
            Descriptors = descriptors,
        });
        if (!pid.Ok)
        {
            QemuFiles.RemoveTraces(launch.Directory);
            return pid.Error;
        }

        return PidRecord.Of(pid.Value) is { } self && DetachedProcess.Open(self, time) is { } process
            ? (process, record)
            : Failed("it ended at once");
    }

    private async Task<Result<IVmProcess>> FinishAsync(DetachedProcess process, QemuRecord record, CancellationToken cancellationToken)
    {
        Error error;
        try
        {
            // 5. and 6. A process that dies closes the sockets, which ends the waiting at once.
            var events = await QmpConnection.ConnectAsync(QemuFiles.Events(launch.Directory), GreetingTime, time, _ => { }, cancellationToken);
            if (events.Ok)
            {
                await events.Value.DisposeAsync();
                var qemu = await QemuProcess.OpenAsync(launch.Id, launch.Directory, record, process, time, GreetingTime, cancellationToken);
                if (qemu.Ok)
                {
                    // 7.
                    var going = await qemu.Value.ResumeAsync(cancellationToken);
                    if (going.Ok)
                    {
                        return qemu.Value;
                    }

                    error = going.Error;
                    await qemu.Value.KillAsync(cancellationToken);
                    await qemu.Value.DisposeAsync();
                    return error;
                }

                error = qemu.Error;
            }
            else
            {
                error = events.Error;
            }
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }

        var status = await EndAsync(process);
        var words = QemuExit.LastWords(launch.Directory);
        return words.Length > 0 ? Failed(words) : Failed($"{error.Message} ({status ?? "no exit code"})");
    }

    /// <summary>Takes a start back; the exit it came to.</summary>
    private async Task<string?> EndAsync(DetachedProcess process)
    {
        process.Kill();
        var status = await process.Ended;
        process.Dispose();
        QemuFiles.RemoveTraces(launch.Directory);
        await Cgroups.Host.RemoveAsync(launch.Id.ToString(), CancellationToken.None);
        return status;
    }

    private static Error Failed(string words) => new(ErrorKind.Failed, "engine-start-failed", $"QEMU did not start: {words}");

    private string? Unreadable()
        => launch.Disks.Select(disk => disk.Backing?.Path).Append(launch.Kernel).Append(launch.Initrd)
            .OfType<string>().FirstOrDefault(path => !VmAccounts.OthersCanRead(path));

    private string? Note(uint? uid)
    {
        var notes = new[]
        {
            uid is null ? "The agent does not run as root, so this VM runs under the agent's own account." : null,
            facts.Sandbox ? null : "This QEMU was built without its system call filter.",
            Cgroups.Host.Note,
        };
        var text = string.Join(' ', notes.OfType<string>());
        return text.Length > 0 ? text : null;
    }
}
