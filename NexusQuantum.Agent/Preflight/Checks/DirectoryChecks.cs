using System.Globalization;
using NexusQuantum.Agent.Preflight.Fixes;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The directories of machines and images: there, whose, and with how much room.</summary>
internal sealed class DirectoryChecks(CheckHost host)
{
    private const double GB = 1e9;
    internal const uint WritableByOthers = 0x12; // 022

    private string Run => host.Settings.RunDirectory;

    private string Images => host.Settings.ImageDirectory;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("directory-machines", Required, "Directory of machines", "closed to writing by others"), info => Place(info, Run)),
        new Check(Info("directory-vms", Required, "Directory of each machine's own", "closed to writing by others"), info => Place(info, Run + "/vms")),
        new Check(Info("directory-images", Required, "Directory of images", "closed to writing by others"), info => Place(info, Images)),
        new Check(Info("directory-space-images", Recommended, "Room for images", "50 GB"), info => Room(info, Images, 50)),
        new Check(Info("directory-space-vms", Recommended, "Room for machines", "200 GB"), info => Room(info, Run + "/vms", 200)),
        new Check(Info("directory-space", Recommended, "Room for both", "300 GB"), info => Together(info, 300)),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Directories.Id, level, title, needed);

    private CheckOutcome Place(CheckInfo info, string path)
    {
        var make = CheckFix.Of("Make it.", DirectoryMade.Commands(path));
        if (host.System.Owner(path) is not { } owner)
        {
            return new CheckOutcome(CheckStatus.Warn, "not there", $"{path} is not there yet; the agent makes it when it starts.") { Fix = make };
        }

        var measured = string.Create(CultureInfo.InvariantCulture, $"uid {owner.User}, mode {Convert.ToString(owner.Mode, 8)}");
        return !owner.IsDirectory ? CheckOutcome.Miss(info, "no directory", $"{path} is not a directory.", new CheckFix($"Move it away, or choose another place."))
            : (owner.Mode & WritableByOthers) != 0 ? CheckOutcome.Miss(info, measured, $"Others may write to {path} ({measured}).", CheckFix.Of("Close it.", ModeSet.Command(path)))
            : CheckOutcome.Pass(measured, $"{path}: {measured}.");
    }

    /// <summary>On one volume or on two: each counts once.</summary>
    private CheckOutcome Together(CheckInfo info, double gigabytes)
    {
        string[] places = [Run + "/vms", Images];
        var free = places.DistinctBy(path => BlockDevice.Of(host, path).MountPoint).Sum(Free);
        var measured = string.Create(CultureInfo.InvariantCulture, $"{free:0} GB free");
        return free >= gigabytes ? CheckOutcome.Pass(measured, $"Machines and images have {measured}.")
            : CheckOutcome.Miss(info, measured, $"Machines and images have {measured}; {info.Needed} are needed.", new CheckFix("Free some, or mount larger disks there."));
    }

    private CheckOutcome Room(CheckInfo info, string path, double gigabytes)
    {
        var free = Free(path);
        var measured = string.Create(CultureInfo.InvariantCulture, $"{free:0} GB free");
        return free >= gigabytes ? CheckOutcome.Pass(measured, $"{path} has {measured}.")
            : CheckOutcome.Miss(info, measured, $"{path} has {measured}; {info.Needed} are needed.", new CheckFix("Free some, or mount a larger disk there."));
    }

    private double Free(string path) => (host.System.Space(path) ?? throw new UnreadableException("The room in " + path, "the system refused")).FreeBytes / GB;
}
