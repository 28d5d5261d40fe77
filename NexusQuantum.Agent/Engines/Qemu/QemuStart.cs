using NexusQuantum.Agent.Engines.Qemu.Qmp;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// One start: 1. directories and account; 2. sockets, logs and taps, as descriptors; 3. control group and records; 4. process;
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

        try
        {
            // 2.
            var opened = QemuDescriptors.Open(launch, plainCpu);
            if (!opened.Ok)
            {
                await RemoveTracesAsync();
                return opened.Error;
            }

            using var descriptors = opened.Value;
            var started = Spawn(descriptors, uid);
            if (started.Ok)
            {
                return await FinishAsync(started.Value.Process, started.Value.Record, cancellationToken);
            }

            await RemoveTracesAsync();
            return started.Error;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await RemoveTracesAsync();
            return DiskFull.Is(e) ? DiskFull.Tell("The machine's start", launch.Directory.Path) : new Error(ErrorKind.Failed, "vm-directory", $"The VM's files cannot be made: {e.Message}");
        }
    }

    private Result<(DetachedProcess Process, QemuRecord Record)> Spawn(QemuDescriptors descriptors, uint? uid)
    {
        // 3.
        var group = Cgroups.Host.Create(launch.Id.ToString(), QemuLimits.For(launch, facts, FileSystemFacts.Of(launch.Directory.Disks)?.Type));
        var arguments = QemuArguments.Build(launch, facts, descriptors.Wiring);
        var record = new QemuRecord
        {
            Profile = launch.Profile,
            Accelerator = facts.Accelerator,
            Version = facts.Version,
            Vcpus = launch.Vcpus,
            MemoryMiB = launch.MemoryMiB,
            StartedAt = time.GetUtcNow(),
            GuestPort = descriptors.Wiring.GuestPort,
            Note = Note(uid, group.Note),
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
            Log = descriptors.Log,
            Uid = uid,
            Groups = facts.KvmGroup is { } kvm && uid is not null ? [kvm] : [],
            Cgroups = group.Directories,
            Descriptors = descriptors.Passed,
        });
        if (!pid.Ok)
        {
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
        await RemoveTracesAsync();
        return status;
    }

    private async Task RemoveTracesAsync()
    {
        QemuFiles.RemoveTraces(launch.Directory);
        await Cgroups.Host.RemoveAsync(launch.Id.ToString(), CancellationToken.None);
    }

    private static Error Failed(string words) => new(ErrorKind.Failed, "engine-start-failed", $"QEMU did not start: {words}");

    private string? Unreadable()
        => launch.Disks.Select(disk => disk.Backing?.Path).Append(launch.Kernel).Append(launch.Initrd)
            .OfType<string>().FirstOrDefault(path => !VmAccounts.OthersCanRead(path));

    private string? Note(uint? uid, string? limits)
    {
        var notes = new[]
        {
            uid is null ? "The agent does not run as root, so this VM runs under the agent's own account." : null,
            facts.Sandbox ? null : "This QEMU was built without its system call filter.",
            Cgroups.Host.Note,
            limits,
        };
        var text = string.Join(' ', notes.OfType<string>());
        return text.Length > 0 ? text : null;
    }
}
