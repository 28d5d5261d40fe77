using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>How the disk under the machines is mounted and driven.</summary>
internal sealed class TuningChecks(CheckHost host)
{
    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("tuning-noatime", Recommended, "Mount options", "noatime"), Options),
        new Check(Info("tuning-write-cache", Optional, "Write cache of the disk", "write back"), Cache),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Tuning.Id, level, title, needed);

    private CheckOutcome Options(CheckInfo info)
    {
        var device = BlockDevice.Of(host, host.Settings.RunDirectory);
        var options = string.Join(',', device.Options);
        return device.Options.Contains("noatime") ? CheckOutcome.Pass(options, $"{device.MountPoint} is mounted with noatime.")
            : CheckOutcome.Miss(info, options, $"{device.MountPoint} is mounted without noatime: reading a disk of a machine also writes.", CheckFix.Of($"Write noatime,nodiratime into its line of /etc/fstab, then:", $"sudo mount -o remount,noatime,nodiratime {device.MountPoint}"));
    }

    private CheckOutcome Cache(CheckInfo info)
    {
        var queue = BlockDevice.Of(host, host.Settings.RunDirectory).Queue;
        if (queue is null || host.ReadIfThere(queue + "/write_cache")?.Trim() is not { } word)
        {
            return CheckOutcome.NotApplicable("The disk below tells nothing of a write cache.");
        }

        var disk = Path.GetFileName(Path.GetDirectoryName(queue));
        return word == "write back" ? CheckOutcome.Pass(word, $"The write cache of {disk} is on.")
            : CheckOutcome.Miss(info, word, $"The write cache of {disk} is off.", CheckFix.Of("Switch it on, where the disk keeps it when power fails.", $"sudo hdparm -W1 /dev/{disk}"));
    }
}
