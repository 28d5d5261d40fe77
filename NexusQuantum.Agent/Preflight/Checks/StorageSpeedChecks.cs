using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>How fast the disk under the machines is, measured once for all three.</summary>
internal sealed class StorageSpeedChecks(CheckHost host)
{
    private const double LeastIops = 5000;
    private const double LeastMegabytes = 500;
    private const double MostLocalMilliseconds = 1;
    private const double MostNetworkMilliseconds = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly CheckFix Faster = new("Put the machines on a faster disk: mount one there, or choose another place with FC_RUN_DIR.");

    private Task<DiskFigures>? _measured;

    public IEnumerable<IPreflightCheck> All =>
    [
        Of(new("storage-iops", CheckSection.Storage.Id, Recommended, "Random reads", "5000 IOPS"), Iops),
        Of(new("storage-throughput", CheckSection.Storage.Id, Recommended, "Sequential speed", "500 MB/s"), Throughput),
        Of(new("storage-latency", CheckSection.Storage.Id, Recommended, "Latency", "1 ms local, 5 ms on a network"), Latency),
    ];

    private Check Of(CheckInfo info, Func<CheckInfo, DiskFigures, CheckOutcome> judge) => new(info, async (self, cancellationToken) =>
    {
        if (!host.Settings.MeasureStorage)
        {
            return CheckOutcome.NotApplicable("Not measured, as asked (--no-storage).");
        }

        _measured ??= host.System.MeasureDiskAsync(Place(), cancellationToken);
        return judge(self, await _measured);
    }) { Patience = Patience };

    /// <summary>The directory, or the nearest one above it that is there: the same file system later.</summary>
    private string Place()
    {
        var at = host.Settings.RunDirectory;
        while (!host.Exists(at) && Path.GetDirectoryName(at) is { } above)
        {
            at = above;
        }

        return at;
    }

    private static CheckOutcome Iops(CheckInfo info, DiskFigures figures)
    {
        var measured = string.Create(CultureInfo.InvariantCulture, $"{figures.Iops:0} IOPS");
        return figures.Iops >= LeastIops ? CheckOutcome.Pass(measured, $"The disk reads 4 KiB at random with {measured}.")
            : CheckOutcome.Miss(info, measured, $"The disk reads 4 KiB at random with {measured}; {info.Needed} are needed.", Faster);
    }

    private static CheckOutcome Throughput(CheckInfo info, DiskFigures figures)
    {
        var measured = string.Create(CultureInfo.InvariantCulture, $"{figures.ReadMegabytes:0} MB/s read, {figures.WriteMegabytes:0} MB/s written");
        return Math.Min(figures.ReadMegabytes, figures.WriteMegabytes) >= LeastMegabytes ? CheckOutcome.Pass(measured, $"The disk's sequential speed: {measured}.")
            : CheckOutcome.Miss(info, measured, $"The disk's sequential speed: {measured}; {info.Needed} are needed.", Faster);
    }

    private CheckOutcome Latency(CheckInfo info, DiskFigures figures)
    {
        var most = BlockDevice.Of(host, Place()) is { IsNetwork: true } or { IsIscsi: true } ? MostNetworkMilliseconds : MostLocalMilliseconds;
        var measured = string.Create(CultureInfo.InvariantCulture, $"{figures.LatencyMilliseconds:0.00} ms");
        return figures.LatencyMilliseconds < most ? CheckOutcome.Pass(measured, $"One read of the disk takes {measured}.")
            : CheckOutcome.Miss(info, measured, string.Create(CultureInfo.InvariantCulture, $"One read of the disk takes {measured}; less than {most:0} ms is needed."), Faster);
    }
}
