using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// Takes over a QEMU an earlier agent started. Believes only files of ours: the pid record (pid, start time, boot) written by the
/// trampoline, checked against the process's account and command line.
/// </summary>
internal static class QemuAdoption
{
    // A QEMU busy with a full disk or a loaded host may be slow to greet.
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(10);

    public static async Task<QemuProcess?> RunAsync(VmId id, VmDirectory directory, TimeProvider time, CancellationToken cancellationToken)
    {
        if (PidRecord.Read(QemuFiles.Pid(directory)) is not { } pid
            || QemuRecord.Read(directory) is not { } record
            || DetachedProcess.Open(pid, time) is not { } process)
        {
            return null;
        }

        if (!IsOurs(pid.Pid, id, directory))
        {
            process.Dispose();
            return null;
        }

        var qemu = await QemuProcess.OpenAsync(id, directory, record, process, time, GreetingTime, cancellationToken);
        if (qemu.Ok && !await qemu.Value.NeverBeganAsync(cancellationToken))
        {
            return qemu.Value;
        }

        // It is the VM's process, but nobody can steer it, or its start was never finished: it goes, and is started anew.
        if (qemu.Ok)
        {
            await qemu.Value.KillAsync(cancellationToken);
            await qemu.Value.DisposeAsync();
        }
        else
        {
            process.Kill();
            await process.Ended.WaitAsync(TimeSpan.FromSeconds(10), time, cancellationToken);
            process.Dispose();
        }

        return null;
    }

    private static bool IsOurs(int pid, VmId id, VmDirectory directory)
    {
        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        try
        {
            var account = VmAccounts.OwnerOf(directory.Disks);
            return File.ReadAllText(proc + "/cmdline").Contains(id.ToString(), StringComparison.Ordinal)
                && (VmAccounts.OwnerOf(proc) == account || VmAccounts.OwnerOf(proc) == 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
